package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;

/**
 * The decoding of entries with their keys, those that the kernel holds decrypted.
 *
 * @param key the key-encryption key
 * @param password for entries that are under a password
 */
record EntryRecovery(Sealing sealing, SealedKeyring.Head head, SealingKey key, char[] password) {
    /**
     * Returns an entry.
     *
     * @throws KeyringException if it is under another password, or its key cannot be decrypted
     */
    KeyStore.Entry entry(KeyName name, ByteBuffer payload) {
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), KeyringEntries.RAW)) {
            Optional<KeyName> held = HeldName.notedOwn(name, entry);
            if (held.isPresent()) {
                return heldEntry(name, entry, held.get());
            }
            if (entry.kind() == StoredEntry.Kind.CERTIFICATE) {
                return new KeyStore.TrustedCertificateEntry(entry.chain()[0]);
            }
            return keyEntry(entry.key(entry.isProtected() ? password : null), entry.chain());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KeyringException(e.getMessage(), e);
        }
    }

    private KeyStore.Entry heldEntry(KeyName name, StoredEntry entry, KeyName held) throws GeneralSecurityException {
        if (held.type().equals(KeyType.ENCRYPTED)) {
            throw new KeyringException("the kernel made its key under a master key, and no process can have it");
        }
        HeldCiphertext there = entry.sealedKey()
                .map(bytes -> new HeldCiphertext(held, bytes))
                .orElseThrow(() -> new KeyringException("the kernel holds its key, and it was set without seal="));
        HeldCiphertext current = there.opens(head, key)
                ? there
                : sealing.file().inFile(name, there, key).orElse(there);
        boolean isSecret = held.type().equals(KeyType.LOGON);
        String algorithm = isSecret ? entry.heldAlgorithm() : "";
        Certificate[] chain = isSecret ? new Certificate[0] : entry.chain();
        return key.open(current.sealed(), SealedEntries.heldPlace(head, held), bytes -> {
            try (StoredEntry bare = StoredEntry.parse(bytes.duplicate(), KeyringEntries.RAW)) {
                return keyEntry(isSecret ? secret(bytes, algorithm) : bare.key(null), chain);
            } catch (GeneralSecurityException e) {
                throw new KeyringException(e.getMessage(), e);
            }
        });
    }

    private static SecretKey secret(ByteBuffer bytes, String algorithm) {
        byte[] copy = new byte[bytes.remaining()];
        try {
            bytes.duplicate().get(copy);
            return new SecretKeySpec(copy, algorithm);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    private static KeyStore.Entry keyEntry(Key key, Certificate[] chain) {
        return key instanceof PrivateKey privateKey
                ? new KeyStore.PrivateKeyEntry(privateKey, chain)
                : new KeyStore.SecretKeyEntry((SecretKey) key);
    }
}
