package org.linuxkeyring.held.rsa;

import org.linuxkeyring.held.HeldKeys;

/** The encodings, and all else but the kernel's own part. */
class ImitatedSignatureTest extends SignatureContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }
}
