package org.linuxkeyring.spec;

import java.security.Key;
import java.security.KeyStore;
import java.util.Set;

/**
 * A private or secret key that Java does not hold. This object stands for the key of an entry: each operation looks the
 * entry up, reads it, computes and forgets the key. Its {@code getEncoded} and {@code getFormat} return null. Keys of
 * this type come from a keystore whose setting {@code keys} is {@code opaque}.
 *
 * <p>The object stands for one key, not for an alias: after the entry was given another key, and after it has ended,
 * operations fail with the reason. Unlike a {@link KernelHeldKey}, the key can be read by whoever may read the entry.
 */
public interface OpaqueKey extends Key {
    /**
     * Asks the kernel for the attributes of the key that holds the entry, as they are now (KEYCTL_DESCRIBE,
     * /proc/keys).
     *
     * @return the attributes that {@link KeyringAttribute} names; {@link KeyInfo#of(Key)} reads them. Empty if the
     *     entry is not in a keyring yet
     * @throws org.linuxkeyring.error.KeyctlException if the key has gone (ENOKEY), has expired (EKEYEXPIRED), has been
     *     revoked (EKEYREVOKED), or may not be viewed (EACCES)
     */
    Set<KeyStore.Entry.Attribute> attributes();

    /**
     * {@return the JCA services that the key works with: {@code Signature}, {@code Cipher}, {@code KeyAgreement},
     * {@code Mac}}
     */
    Set<String> uses();
}
