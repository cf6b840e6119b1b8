package org.linuxkeyring.held;

/** The paddings, and all else but the kernel's own part. */
class ImitatedCipherTest extends CipherContract {
    @Override
    HeldKeys open() {
        return HeldKeys.imitated();
    }
}
