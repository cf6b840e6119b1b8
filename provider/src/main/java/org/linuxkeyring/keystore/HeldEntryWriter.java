package org.linuxkeyring.keystore;

import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * Sets entries whose key the kernel is to hold, or holds already. Passwords have no part in it: there is nothing to
 * decrypt.
 */
final class HeldEntryWriter {
    /** What the names of algorithms begin with whose key is a password, as keytool -importpass makes it. */
    private static final String PASSWORD = "PBE";

    private final KeyStoreEntries entries;
    private final String alias;
    private final Set<Attribute> attributes;
    private final EntryPolicy policy;

    HeldEntryWriter(KeyStoreEntries entries, String alias, Set<Attribute> attributes, EntryPolicy policy) {
        this.entries = entries;
        this.alias = alias;
        this.attributes = attributes;
        this.policy = policy;
    }

    void privateKey(PrivateKey key, Certificate[] chain) throws KeyStoreException {
        if (!key.getAlgorithm().equals("RSA")) {
            throw refused("the kernel holds private keys of algorithm RSA only, and this one is " + key.getAlgorithm()
                    + ". Use an RSA key, or protection=exportable");
        }
        requireCertificateOf(key, chain);
        try (Payload bare = EntryEncoder.bare(key)) {
            entries.changes().hold(alias, policy, KeyType.ASYMMETRIC, bare, privateKeyEntry(chain));
        }
    }

    void secretKey(SecretKey key) throws KeyStoreException {
        if (key.getAlgorithm().startsWith(PASSWORD)) {
            throw refused("a password (" + key.getAlgorithm() + ") is of use only where it can be read. Use"
                    + " protection=exportable");
        }
        try (Payload bare = EntryEncoder.bare(key)) {
            int bits = bare.size() * Byte.SIZE;
            if (key.getAlgorithm().equals("AES") && bits != 128 && bits != 192 && bits != 256) {
                throw refused("an AES key has 128, 192 or 256 bits, and this one has " + bits);
            }
            entries.changes().hold(alias, policy, KeyType.LOGON, bare, secretKeyEntry(key.getAlgorithm()));
        }
    }

    /** The entry's own key again, with other certificates or attributes, as a renewed certificate is imported. */
    void sameKey(HeldKey key, Certificate[] chain) throws KeyStoreException {
        if (key instanceof PrivateKey privateKey) {
            requireCertificateOf(privateKey, chain);
            entries.changes().keep(alias, policy, key.key(), privateKeyEntry(chain));
        } else {
            entries.changes().keep(alias, policy, key.key(), secretKeyEntry(key.getAlgorithm()));
        }
    }

    private EntryChanges.HeldPayloadMaker privateKeyEntry(Certificate[] chain) {
        return (end, note) -> EntryEncoder.heldPrivateKey(chain, EntryWriter.now(), with(end, note));
    }

    private EntryChanges.HeldPayloadMaker secretKeyEntry(String algorithm) {
        return (end, note) -> EntryEncoder.heldSecretKey(algorithm, EntryWriter.now(), with(end, note));
    }

    /** Whoever uses the key takes the public half from the certificate: the kernel does not tell it. */
    private void requireCertificateOf(PrivateKey key, Certificate[] chain) throws KeyStoreException {
        if (chain == null
                || chain.length == 0
                || !(key instanceof RSAKey rsa && chain[0].getPublicKey() instanceof RSAKey certified)
                || !rsa.getModulus().equals(certified.getModulus())) {
            throw refused("the first certificate is not that of the private key");
        }
    }

    private KeyStoreException refused(String why) {
        return new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias) + " could not be stored: " + why);
    }

    private Set<Attribute> with(Optional<Instant> end, HeldKeyNote note) {
        Set<Attribute> all = new HashSet<>(EntryWriter.with(end, attributes));
        all.add(note);
        return all;
    }
}
