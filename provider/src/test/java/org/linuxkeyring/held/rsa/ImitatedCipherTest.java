package org.linuxkeyring.held.rsa;

import org.linuxkeyring.held.HeldKeys;

/** The paddings, and all else but the kernel's own part. */
class ImitatedCipherTest extends CipherContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }
}
