package org.linuxkeyring.held.rsa;

import org.linuxkeyring.held.HeldKeys;

/** The parameters, and all else but the kernel's own part. */
class ImitatedPssParametersTest extends PssParametersContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }
}
