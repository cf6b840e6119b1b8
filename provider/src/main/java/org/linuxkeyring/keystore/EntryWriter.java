package org.linuxkeyring.keystore;

import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** Sets entries: chooses the encoding, and notes in each when it ends. */
final class EntryWriter {
    private final KeyStoreEntries entries;

    EntryWriter(KeyStoreEntries entries) {
        this.entries = entries;
    }

    void entry(String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection) throws KeyStoreException {
        char[] password = Protection.passwordForWriting(protection);
        EntryPolicy policy = EntryPolicy.of(protection);
        boolean isHeld =
                Protection.isKernelHeld(protection) || entries.settings().holdsKeys();
        if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
            Protection.requireNoPassword(password);
            certificate(alias, trusted.getTrustedCertificate(), trusted.getAttributes(), policy);
        } else if (entry instanceof KeyStore.PrivateKeyEntry pair) {
            key(
                    alias,
                    pair.getPrivateKey(),
                    password,
                    pair.getCertificateChain(),
                    pair.getAttributes(),
                    policy,
                    isHeld);
        } else if (entry instanceof KeyStore.SecretKeyEntry secret) {
            key(alias, secret.getSecretKey(), password, null, secret.getAttributes(), policy, isHeld);
        } else {
            throw new KeyStoreException(
                    "unsupported entry type: " + entry.getClass().getName());
        }
    }

    /** A key that is set without an entry, protected as the settings have it. */
    void key(String alias, Key key, char[] password, Certificate[] chain) throws KeyStoreException {
        key(
                alias,
                key,
                password,
                chain,
                Set.of(),
                EntryPolicy.NONE,
                entries.settings().holdsKeys());
    }

    private void key(
            String alias,
            Key key,
            char[] password,
            Certificate[] chain,
            Set<Attribute> attributes,
            EntryPolicy policy,
            boolean isHeld)
            throws KeyStoreException {
        char[] protection = entries.settings().protectsByPassword() ? password : null;
        HeldEntryWriter held = new HeldEntryWriter(entries, alias, attributes, policy);
        if (key instanceof HeldKey heldKey) {
            held.sameKey(heldKey, chain);
        } else if (key instanceof PrivateKey privateKey && isHeld) {
            held.privateKey(privateKey, chain);
        } else if (key instanceof SecretKey secretKey && isHeld) {
            held.secretKey(secretKey);
        } else if (key instanceof PrivateKey privateKey) {
            entries.changes()
                    .put(
                            alias,
                            policy,
                            end -> EntryEncoder.privateKey(
                                    privateKey, protection, chain, now(), with(end, attributes)));
        } else if (key instanceof SecretKey secretKey) {
            entries.changes()
                    .put(
                            alias,
                            policy,
                            end -> EntryEncoder.secretKey(secretKey, protection, now(), with(end, attributes)));
        } else {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: a key entry takes a PrivateKey or a SecretKey");
        }
    }

    /** A key that the application has encrypted. */
    void protectedKey(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        if (entries.settings().holdsKeys()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: the kernel cannot hold an encrypted key. Decrypt it first, or set"
                    + " protection=exportable");
        }
        entries.changes()
                .put(alias, EntryPolicy.NONE, end -> EntryEncoder.protectedKey(key, chain, now(), with(end, Set.of())));
    }

    void certificate(String alias, Certificate certificate, Set<Attribute> attributes, EntryPolicy policy)
            throws KeyStoreException {
        if (entries.contains(alias) && !isCertificate(alias) && !entries.hasEnded(alias)) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: there is an entry that is no trusted certificate. Delete it first");
        }
        entries.changes()
                .put(alias, policy, end -> EntryEncoder.certificate(certificate, now(), with(end, attributes)));
    }

    private boolean isCertificate(String alias) {
        return entries.kind(alias).filter(kind -> kind == Kind.CERTIFICATE).isPresent();
    }

    static Set<Attribute> with(Optional<Instant> end, Set<Attribute> attributes) {
        if (end.isEmpty()) {
            return attributes;
        }
        Set<Attribute> all = new HashSet<>(attributes);
        all.add(new ExpiryNote(end.get()));
        return all;
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
