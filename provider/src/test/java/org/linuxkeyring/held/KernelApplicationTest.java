package org.linuxkeyring.held;

import org.junit.jupiter.api.Tag;

/** Skipped where the kernel takes no private keys. */
@Tag("kernel")
class KernelApplicationTest extends ApplicationContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.inKernel();
    }
}
