package org.linuxkeyring.held;

/** The encodings, and all else but the kernel's own part. */
class ImitatedSignatureTest extends SignatureContract {
    @Override
    HeldKeys open() {
        return HeldKeys.imitated();
    }
}
