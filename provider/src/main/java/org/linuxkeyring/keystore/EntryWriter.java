package org.linuxkeyring.keystore;

import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.keystore.store.KeyExpiry;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.OpaqueKey;

/** The operations that set entries as {@code KeyStore} specifies, and that set the end of an entry. */
final class EntryWriter {
    private final KeyStoreEntries entries;
    private final EntryChanges changes;
    private final Settings settings;

    EntryWriter(KeyStoreEntries entries) {
        this.entries = entries;
        this.changes = entries.changes();
        this.settings = entries.settings();
    }

    /**
     * Sets an entry, and wipes the payload.
     *
     * @param given the policy given for the entry; a replaced entry keeps the parts that are left open, and a new entry
     *     takes them from the settings
     * @throws KeyStoreException if the key type cannot hold the entry or the kernel refuses it
     */
    void set(String alias, EntryPolicy given, EntryContents contents) throws KeyStoreException {
        Trace trace = Trace.change("set", alias, entries.keyring());
        try {
            trace.kind(contents.kind());
            if (contents instanceof EntryContents.Held held) {
                entries.heldWriter(alias, given).set(held);
                trace.done(alias);
                return;
            }
            if (contents instanceof EntryContents.NewSecret made) {
                entries.heldWriter(alias, given).make(made.wanted());
                trace.done(alias);
                return;
            }
            Optional<EntryChanges.Current> current = changes.current(alias);
            EntryPolicy policy = changes.policy(current, given);
            try (Payload payload = ((EntryContents.Readable) contents).encode(policy.end())) {
                changes.put(current, changes.requirePlace(alias, current, payload), payload, policy);
            }
            trace.done(alias);
        } catch (KeyringException e) {
            trace.failed(e);
            throw EntryChanges.failed("be stored", alias, e);
        } finally {
            trace.finish();
        }
    }

    void entry(String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection) throws KeyStoreException {
        char[] password = Protection.passwordForWriting(protection);
        EntryPolicy policy = EntryPolicy.of(protection);
        boolean isHeld = Protection.isKernelHeld(protection) || settings.holdsKeys();
        if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
            Protection.requireNoPassword(password);
            certificate(alias, trusted.getTrustedCertificate(), trusted.getAttributes(), policy);
        } else if (entry instanceof KeyStore.PrivateKeyEntry pair) {
            Certificate[] chain = pair.getCertificateChain();
            set(alias, policy, key(alias, pair.getPrivateKey(), password, chain, pair.getAttributes(), isHeld));
        } else if (entry instanceof KeyStore.SecretKeyEntry secret) {
            set(alias, policy, key(alias, secret.getSecretKey(), password, null, secret.getAttributes(), isHeld));
        } else if (entry instanceof GeneratedEntry generated) {
            set(alias, policy, contents(generated));
        } else {
            throw new KeyStoreException(
                    "unsupported entry type: " + entry.getClass().getName());
        }
    }

    private static EntryContents contents(GeneratedEntry generated) {
        return generated instanceof GeneratedEntry.Pair pair
                ? new EntryContents.Held(
                        pair.key(),
                        new Certificate[] {pair.certificate()},
                        Set.of(),
                        Optional.of(OriginNote.generated()))
                : new EntryContents.NewSecret((GeneratedEntry.Secret) generated);
    }

    /** Returns the contents for a key that is set without an entry object, protected as the settings say. */
    EntryContents key(String alias, Key key, char[] password, Certificate[] chain) throws KeyStoreException {
        return key(alias, key, password, chain, Set.of(), settings.holdsKeys());
    }

    private EntryContents key(
            String alias, Key key, char[] password, Certificate[] chain, Set<Attribute> attributes, boolean isHeld)
            throws KeyStoreException {
        if (key instanceof OpaqueKey) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: Java does not hold this key, which is of a keystore with keys=opaque. Open"
                    + " that keystore with keys=readable to store or copy its keys, or to renew their certificates");
        }
        char[] protection = settings.protectsByPassword() ? password : null;
        if (key instanceof HeldKey || isHeld && (key instanceof PrivateKey || key instanceof SecretKey)) {
            return new EntryContents.Held(key, chain, attributes, Optional.empty());
        } else if (key instanceof PrivateKey privateKey) {
            return EntryContents.privateKey(privateKey, protection, chain, attributes);
        } else if (key instanceof SecretKey secretKey) {
            return EntryContents.secretKey(secretKey, protection, attributes);
        }
        throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                + " cannot be stored: a key entry takes a PrivateKey or a SecretKey");
    }

    /** Sets a key that the application has encrypted. */
    void protectedKey(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        if (settings.holdsKeys()) {
            throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                    + " cannot be stored: the kernel cannot hold an encrypted key. Decrypt it first, or set"
                    + " protection=exportable");
        }
        set(alias, EntryPolicy.NONE, EntryContents.protectedKey(key, chain));
    }

    void certificate(String alias, Certificate certificate, Set<Attribute> attributes, EntryPolicy policy)
            throws KeyStoreException {
        try {
            if (entries.contains(alias) && !isCertificate(alias) && !entries.hasEnded(alias)) {
                throw new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias)
                        + " cannot be stored: there is an entry that is no trusted certificate. Delete it first");
            }
        } catch (KeyringException e) {
            throw EntryChanges.failed("be stored", alias, e);
        }
        set(alias, policy, EntryContents.certificate(certificate, attributes));
    }

    private boolean isCertificate(String alias) {
        return entries.kind(alias).filter(kind -> kind == Kind.CERTIFICATE).isPresent();
    }

    /**
     * Makes an entry, and the key that the kernel holds for it, end when this time has passed; zero means never. The
     * timeout of the held key is set first, so that a refusal leaves the entry's own key as it is. The payload changes
     * only where it notes another end.
     *
     * @throws KeyStoreException if there is no such entry, if it has ended, if its mask lets nobody read what it notes,
     *     or if the kernel refuses
     */
    void setTimeout(String alias, Duration timeout) throws KeyStoreException {
        EntryPolicy given =
                EntryPolicy.of(KeyringProtection.builder().timeout(timeout).build());
        int seconds = Math.toIntExact(timeout.toSeconds());
        Trace trace = Trace.change("timeout", alias, entries.keyring());
        try {
            KernelKey key = changes.changeable(alias).orElseThrow(() -> missing(alias));
            Ends ends = ends(alias, key);
            ends.held().ifPresent(held -> held.setTimeout(seconds));
            try {
                end(alias, key, ends.noted(), given);
            } catch (KeyringException e) {
                ends.held().ifPresent(held -> EntryStore.undo(e, () -> setAsEntry(held, alias)));
                throw e;
            }
            trace.done(alias);
        } catch (KeyringException e) {
            trace.failed(e);
            throw EntryChanges.failed("be given a timeout", alias, e);
        } finally {
            trace.finish();
        }
    }

    /**
     * The key and the note that end together with an entry's own key.
     *
     * @param held the key that the kernel holds for the entry
     * @param noted the end that the entry notes
     */
    private record Ends(Optional<KernelKey> held, Optional<Instant> noted) {
        static final Ends NONE = new Ends(Optional.empty(), Optional.empty());
    }

    /** Reads an entry; the key of another tool tells nothing if it is no entry, or if its type cannot be read. */
    private Ends ends(String alias, KernelKey key) {
        try (StoredEntry entry = entries.find(alias).orElse(null)) {
            return entry == null ? Ends.NONE : new Ends(entries.keyMadeFor(entry), entry.expiry());
        } catch (MalformedEntryException e) {
            return Ends.NONE;
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EKEYEXPIRED) {
                throw new KeyringException("its time is over. Store it anew", e);
            }
            if (e.errno() == Errno.EOPNOTSUPP && !key.metadata().type().isReadable()) {
                return Ends.NONE;
            }
            throw e;
        }
    }

    /** Gives a held key the timeout of its entry, if that is still there. */
    private void setAsEntry(KernelKey held, String alias) {
        changes.current(alias)
                .ifPresent(
                        current -> held.setTimeout(current.kept().secondsLeft().orElse(0)));
    }

    /** Gives an entry's own key its end, and notes that where the entry notes one. */
    private void end(String alias, KernelKey key, Optional<Instant> noted, EntryPolicy given) {
        try {
            if (noted.isPresent()) {
                EntryChanges.Current current = changes.current(alias).orElseThrow(() -> missing(alias));
                KeyExpiry.change(key, current.name(), current.kept(), noted.get(), given);
            } else {
                key.setTimeout(given.secondsLeft().orElse(0));
            }
        } catch (KeyringException e) {
            throw changes.changeable(alias).filter(key::equals).isPresent() ? e : missing(alias);
        }
    }

    private KeyringException missing(String alias) {
        return new KeyringException(entries.fault(alias).orElse("there is no such entry"));
    }
}
