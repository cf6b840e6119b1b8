package org.linuxkeyring.spec;

import java.security.Key;
import java.security.KeyStore;
import java.util.Set;

/**
 * A private or secret key that the kernel holds. This object stands for the key; its {@code getEncoded} and
 * {@code getFormat} return null, since no process can read the key. Keys of this type come from a keystore whose
 * setting {@code protection} is {@code kernel-held}, or from entries set with
 * {@link KeyringProtection.Builder#kernelHeld}.
 */
public interface KernelHeldKey extends Key {
    /**
     * Asks the kernel for the key's attributes as they are now (KEYCTL_DESCRIBE, /proc/keys).
     *
     * @return the attributes that {@link KeyringAttribute} names; {@link KeyInfo#of(Key)} reads them
     * @throws org.linuxkeyring.error.KeyctlException if the key has gone (ENOKEY), has expired (EKEYEXPIRED), has been
     *     revoked (EKEYREVOKED), or may not be viewed (EACCES)
     */
    Set<KeyStore.Entry.Attribute> attributes();

    /** {@return the JCA services that the key works with: {@code Signature}, {@code Cipher}, {@code Mac}} */
    Set<String> uses();
}
