package org.linuxkeyring.seal;

import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Seal;

/** The trial of a key under which entries are to be sealed, before anything is made that would be left. */
public final class SealTrial {
    private SealTrial() {}

    /**
     * Requires that the kernel seals under such a key.
     *
     * @throws KeyringException if it does not make or find the key, or does not encrypt with it
     */
    public static void require(Keyctl keyctl, Seal seal) {
        new KeyEncryptionKeys(keyctl).make(seal);
    }
}
