package org.linuxkeyring.held.rsa;

import org.junit.jupiter.api.Tag;
import org.linuxkeyring.held.HeldKeys;

/** Skipped where the kernel takes no private keys. */
@Tag("kernel")
class KernelPssParametersTest extends PssParametersContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.inKernel();
    }
}
