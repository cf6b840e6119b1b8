package org.linuxkeyring.held;

import org.junit.jupiter.api.Tag;

/** Skipped where the kernel takes no private keys. */
@Tag("kernel")
class KernelSignatureTest extends SignatureContract {
    @Override
    HeldKeys open() {
        return HeldKeys.inKernel();
    }
}
