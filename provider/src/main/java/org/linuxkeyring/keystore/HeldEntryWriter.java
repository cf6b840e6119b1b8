package org.linuxkeyring.keystore;

import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.SecretMaking;
import org.linuxkeyring.seal.Sealing;

/**
 * The operations that set an entry whose key the kernel is to hold, or holds already. The held key is stored first, and
 * then the readable key that names the held key. Passwords play no part, since there is nothing to decrypt.
 */
final class HeldEntryWriter {
    /** The prefix of the names of algorithms whose key is a password, as keytool -importpass makes it. */
    private static final String PASSWORD = "PBE";

    private final AliasedEntries entries;
    private final EntryChanges changes;
    private final EntryStore store;
    private final String alias;
    private final EntryPolicy given;
    private final Optional<Sealing> sealing;

    HeldEntryWriter(
            AliasedEntries entries,
            EntryChanges changes,
            EntryStore store,
            String alias,
            EntryPolicy given,
            Optional<Sealing> sealing) {
        this.entries = entries;
        this.changes = changes;
        this.store = store;
        this.alias = alias;
        this.given = given;
        this.sealing = sealing;
    }

    /** A function that makes the payload of the readable key. */
    @FunctionalInterface
    interface PayloadMaker {
        /** Makes the payload, with the instant when the entry ends, if it does, and the name of its held key. */
        Payload make(Optional<Instant> end, HeldKeyNote key) throws KeyStoreException;
    }

    /**
     * Sets the entry.
     *
     * @throws KeyStoreException if the kernel cannot hold the key, if it holds the key for another entry, or if it
     *     refuses
     */
    void set(EntryContents.Held contents) throws KeyStoreException {
        Key key = contents.key();
        if (key instanceof PrivateKey privateKey
                && !(key instanceof HeldKey)
                && !key.getAlgorithm().equals("RSA")) {
            throw refused("the kernel holds private keys of algorithm RSA only, and this one is "
                    + privateKey.getAlgorithm() + ". Use an RSA key, or protection=exportable");
        }
        if (key instanceof PrivateKey privateKey) {
            requireCertificateOf(privateKey, contents.chain());
        }
        if (key instanceof HeldKey held) {
            keep(held.key(), maker(contents, noted(StoredEntry::originNote)));
            return;
        }
        PayloadMaker maker = maker(contents, contents.origin());
        if (key instanceof PrivateKey privateKey) {
            try (Payload bare = EntryEncoder.bare(privateKey)) {
                hold(KeyType.ASYMMETRIC, bare, maker);
            }
        } else {
            secretKey((SecretKey) key, maker);
        }
    }

    /**
     * Makes a secret key, by the kernel or by this process, and sets the entry.
     *
     * @throws KeyStoreException if the key cannot be made, or if the kernel refuses
     */
    void make(GeneratedEntry.Secret wanted) throws KeyStoreException {
        try (SecretMaking making = store.making(wanted.bytes(), wanted.master(), sealing.isPresent())) {
            Set<Attribute> attributes = Set.of(making.origin());
            hold(
                    making.type(),
                    making.payload(),
                    (end, note) -> EntryEncoder.heldSecretKey(
                            wanted.algorithm(), EntryContents.now(), with(end, attributes, note)));
        }
    }

    private static PayloadMaker maker(EntryContents.Held contents, Optional<OriginNote> origin) {
        Set<Attribute> attributes = new HashSet<>(contents.attributes());
        origin.ifPresent(attributes::add);
        return contents.key() instanceof PrivateKey
                ? (end, note) ->
                        EntryEncoder.heldPrivateKey(contents.chain(), EntryContents.now(), with(end, attributes, note))
                : (end, note) -> EntryEncoder.heldSecretKey(
                        contents.key().getAlgorithm(), EntryContents.now(), with(end, attributes, note));
    }

    private static Set<Attribute> with(Optional<Instant> end, Set<Attribute> attributes, HeldKeyNote note) {
        Set<Attribute> all = new HashSet<>(EntryContents.with(end, attributes));
        all.add(note);
        return all;
    }

    private void secretKey(SecretKey key, PayloadMaker maker) throws KeyStoreException {
        if (key.getAlgorithm().startsWith(PASSWORD)) {
            throw refused("a password (" + key.getAlgorithm() + ") is of use only where it can be read. Use"
                    + " protection=exportable");
        }
        try (Payload bare = EntryEncoder.bare(key)) {
            int bits = bare.size() * Byte.SIZE;
            if (key.getAlgorithm().equals("AES") && bits != 128 && bits != 192 && bits != 256) {
                throw refused("an AES key has 128, 192 or 256 bits, and this one has " + bits);
            }
            hold(KeyType.LOGON, bare, maker);
        }
    }

    /**
     * Requires that the first certificate is that of the private key. The users of a held key take the public key from
     * the certificate, since the kernel does not reveal it.
     */
    private void requireCertificateOf(PrivateKey key, Certificate[] chain) throws KeyStoreException {
        if (chain == null
                || chain.length == 0
                || chain[0] == null
                || !(key instanceof RSAKey rsa && chain[0].getPublicKey() instanceof RSAKey certified)
                || !rsa.getModulus().equals(certified.getModulus())) {
            throw refused("the first certificate is not that of the private key");
        }
    }

    private KeyStoreException refused(String why) {
        return new KeyStoreException("Entry " + KeyStoreEntries.quoted(alias) + " could not be stored: " + why);
    }

    /**
     * Stores an entry whose key the kernel is to hold.
     *
     * @param key the key material for a key of that type; the caller wipes it
     */
    void hold(KeyType type, Payload key, PayloadMaker maker) throws KeyStoreException {
        Optional<EntryChanges.Current> current = changes.current(alias);
        EntryPolicy policy = changes.policy(current, given);
        KeyName held = HeldName.next(likelyPlace(current, policy, type, key, maker), type);
        Optional<byte[]> sealed = sealing.map(each -> each.seal(held, key.buffer()));
        try (Payload payload = maker.make(policy.end(), new HeldKeyNote(held.description(), sealed))) {
            changes.requirePlace(alias, current, payload);
            store.hold(held, key.buffer(), policy);
            try {
                // The place is checked again, since storing the held key may have taken time.
                KeyName place = changes.requirePlace(alias, current, payload);
                changes.put(current, place, payload, policy);
                if (policy.predecessor().isEmpty()) {
                    store.retireLeftovers(place);
                }
            } catch (KeyringException | KeyStoreException e) {
                EntryStore.undo(e, () -> abandon(held));
                throw e;
            }
            confirm(held, policy);
        }
    }

    /**
     * Returns the readable key that the entry will have, after which the held key is named. The type of the readable
     * key depends on the size of the payload.
     */
    private KeyName likelyPlace(
            Optional<EntryChanges.Current> current, EntryPolicy policy, KeyType type, Payload key, PayloadMaker maker)
            throws KeyStoreException {
        KeyName likely = HeldName.next(entries.usual(alias), type);
        Optional<byte[]> asLong = sealing.map(each -> new byte[Sealing.size(key.size())]);
        try (Payload payload = maker.make(policy.end(), new HeldKeyNote(likely.description(), asLong))) {
            return changes.requirePlace(alias, current, payload);
        }
    }

    /**
     * Sets the end of a new held key again. Another process that replaced the entry at the same time may have taken the
     * held key for one left behind by an earlier entry, and set a timeout to end it.
     */
    private void confirm(KeyName held, EntryPolicy policy) {
        try {
            store.own(held)
                    .ifPresent(kept -> kept.setTimeout(policy.secondsLeft().orElse(0)));
        } catch (KeyctlException e) {
            switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED -> {
                    // No other process could end the key either, or one has ended it since, together with the entry.
                }
                default -> throw withoutTimeout(e);
            }
        }
    }

    private static KeyringException withoutTimeout(KeyctlException refusal) {
        return new KeyringException(
                "the entry is stored, but the key that the kernel holds for it may not have got its timeout. Store the"
                        + " entry again: " + refusal.getMessage(),
                refusal);
    }

    /** Removes a new held key, unless the entry names it already. */
    private void abandon(KeyName held) {
        try (StoredEntry entry = entries.entry(alias).orElse(null)) {
            if (Optional.ofNullable(entry)
                    .flatMap(HeldName::noted)
                    .filter(held::equals)
                    .isEmpty()) {
                store.remove(held);
            }
        }
    }

    /** Returns what the entry that is there tells of its key, which nothing else knows; empty if it tells nothing. */
    private <T> Optional<T> noted(Function<StoredEntry, Optional<T>> note) {
        try (StoredEntry entry = entries.entry(alias).orElse(null)) {
            return Optional.ofNullable(entry).flatMap(note);
        }
    }

    /** Stores an entry whose key the kernel holds for it already, as the import of a renewed certificate does. */
    void keep(KernelKey key, PayloadMaker maker) throws KeyStoreException {
        Optional<EntryChanges.Current> current = changes.current(alias);
        EntryPolicy policy = changes.policy(current, given);
        KeyName held = policy.predecessor()
                .filter(own -> store.own(own).filter(key::equals).isPresent())
                .orElseThrow(() -> new KeyringException("the kernel holds its key for another entry, and does not give"
                        + " it away. Store the original"));
        boolean isOfKernel = held.type().equals(KeyType.ENCRYPTED);
        if (isOfKernel
                && !policy.end().equals(current.map(EntryChanges.Current::kept).flatMap(EntryPolicy::end))) {
            throw new KeyringException("the timeout of a key that was generated in the kernel cannot be changed, since"
                    + " its permission mask lets no one change it or the mask. Generate another key");
        }
        try (Payload payload =
                maker.make(policy.end(), new HeldKeyNote(held.description(), noted(StoredEntry::sealedKey)))) {
            KeyName place = changes.requirePlace(alias, current, payload);
            if (!HeldName.mayBeOf(place, held)) {
                throw new KeyringException("the entry outgrows its key, and the key that the kernel holds for it cannot"
                        + " be given to " + place + ". Store the original, or fewer certificates");
            }
            changes.put(current, place, payload, policy.withoutPredecessor());
            store.retireLeftovers(place);
            if (HeldName.isOf(place, held) && !isOfKernel) {
                try {
                    key.setTimeout(policy.secondsLeft().orElse(0));
                } catch (KeyctlException e) {
                    throw e.errno() == Errno.EACCES ? e : withoutTimeout(e);
                }
            }
        }
    }
}
