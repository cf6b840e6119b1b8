package org.linuxkeyring.seal;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Seal;

/** The trial of a key under which entries are to be sealed, before anything is made that would be left. */
public final class SealTrial {
    private SealTrial() {}

    /**
     * Requires that the kernel seals, and does so under such a key.
     *
     * @throws KeyringException if it encrypts with no key, whichever it is, or does not make or find this one, or does
     *     not encrypt with it
     */
    public static void require(Keyctl keyctl, Seal seal) {
        try {
            new KeyTypeProbe(keyctl).requireAlgorithm("aead", "gcm(aes)");
        } catch (KeyctlException e) {
            throw new KeyringException(
                    "This kernel seals under no key: "
                            + e.withRemedy(KeyRefusals.SEALING_TAKES).getMessage(),
                    e);
        }
        new KeyEncryptionKeys(keyctl).make(seal);
    }
}
