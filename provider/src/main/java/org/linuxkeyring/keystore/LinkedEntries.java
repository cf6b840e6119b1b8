package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.UnrecoverableEntryException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.linuxkeyring.entry.EntrySource;
import org.linuxkeyring.entry.PayloadTags;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.LinkedKeys;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.KeyringEntries;

/** The entries of a keystore of one keyring, each of which is read, and compared, by itself. */
public final class LinkedEntries {
    private final KeyStoreEntries entries;
    private final AliasedEntries aliases;
    private final Keyring keyring;
    private final PayloadTags tags = new PayloadTags();

    LinkedEntries(KeyStoreEntries entries, AliasedEntries aliases, Keyring keyring) {
        this.entries = entries;
        this.aliases = aliases;
        this.keyring = keyring;
    }

    /** An alias with the key of its entry. */
    public record Place(String alias, LinkedKey linked) {
        public KernelKey key() {
            return linked.key();
        }

        public KeyType type() {
            return linked.name().type();
        }

        /** Returns whether the same keyring links the same key for the same alias in another listing. */
        public boolean isSame(Place other) {
            return alias.equals(other.alias)
                    && key().equals(other.key())
                    && type().equals(other.type())
                    && linked.keyring().serial() == other.linked.keyring().serial();
        }
    }

    /** The entries of the keyring at one time, in its order. */
    public record Listing(LinkedKeys links, List<Place> places) {
        /** Returns whether the keyring links the same keys as it did. */
        public boolean isCurrent() {
            return links.isCurrent();
        }

        /** Returns whether the keyring links as many keys as it did, where it links many, or else the same. */
        public boolean mayBeCurrent() {
            return links.mayBeCurrent();
        }
    }

    /**
     * An entry as it was read.
     *
     * @param tag by which a change of the payload is noticed; empty for the payload of a secret key
     * @param held the key that the kernel holds for the entry
     * @param mayBeHeld whether another key may decide over this entry, which so has to be read with all its keys
     * @param end the instant from which the entry counts as missing, as it notes itself
     * @param value what was decoded; empty for an entry of another kind, and where decoding failed
     * @param refusal the reason why decoding failed
     */
    public record Seen<T>(
            Optional<PayloadTags.Tag> tag,
            Optional<KernelKey> held,
            boolean mayBeHeld,
            Instant end,
            Optional<T> value,
            Optional<GeneralSecurityException> refusal) {}

    /** A way to decode an entry. */
    @FunctionalInterface
    public interface Decoder<T> {
        /** Decodes an entry; empty for an entry of another kind. */
        Optional<T> decode(String alias, StoredEntry entry) throws GeneralSecurityException;

        /** Returns a decoder of the same entries that keeps what {@code reduction} makes of them. */
        default <R> Decoder<R> then(Function<T, R> reduction) {
            return (alias, entry) -> decode(alias, entry).map(reduction);
        }

        /** Returns whether the result depends on a key that the kernel holds for the entry. */
        default boolean dependsOnHeldKey() {
            return true;
        }
    }

    /** Returns the decoder of the certificate chain of each private key, which leaves out the key. */
    public Decoder<X509Certificate[]> chains() {
        return (alias, entry) -> entry.kind() == Kind.PRIVATE_KEY ? Optional.of(chain(entry)) : Optional.empty();
    }

    private static X509Certificate[] chain(StoredEntry entry) throws GeneralSecurityException {
        X509Certificate[] chain = Arrays.copyOf(entry.chain(), entry.chain().length, X509Certificate[].class);
        if (chain.length == 0) {
            throw new UnrecoverableEntryException("it is a private key without a certificate");
        }
        return chain;
    }

    /** Returns the decoder of private keys. */
    public Decoder<PrivateKeyEntry> privateKeys(KeyPasswords passwords) {
        return (alias, entry) -> entry.kind() == Kind.PRIVATE_KEY
                ? Optional.of(CurrentEntries.privateKey(entries, alias, entry, passwords.of(alias)))
                : Optional.empty();
    }

    /** Returns the decoder of the certificates that the JDK's trust managers take from a keystore. */
    public Decoder<X509Certificate> certificates() {
        return new OfCertificates();
    }

    private static final class OfCertificates implements Decoder<X509Certificate> {
        @Override
        public Optional<X509Certificate> decode(String alias, StoredEntry entry) throws GeneralSecurityException {
            return entry.kind() == Kind.SECRET_KEY ? Optional.empty() : Optional.of(CurrentEntries.first(entry));
        }

        @Override
        public boolean dependsOnHeldKey() {
            return false;
        }
    }

    /**
     * Lists the entries.
     *
     * @param last the listing before, whose keys are not asked for their names again; empty to ask each key
     * @throws KeyringException if the keyring cannot be listed
     */
    public Listing list(Optional<Listing> last) {
        LinkedKeys links = LinkedKeys.of(keyring, last.map(Listing::links));
        Map<KeyName, LinkedKey> keys = new HashMap<>();
        links.keys().forEach(linked -> keys.put(linked.name(), linked));
        List<Place> places = new ArrayList<>();
        aliases.forEachAlias(
                links.keys().stream().map(LinkedKey::name).toList(),
                (name, alias) -> places.add(new Place(alias, keys.get(name))));
        return new Listing(links, places);
    }

    /** Reads an entry; empty if there is none at the place, or none that can be read. */
    public <T> Optional<Seen<T>> read(Place place, Decoder<T> decoder) {
        try {
            return entries.list(
                    place.alias(), entry -> isAt(place, entry) ? seen(place.alias(), entry, decoder) : null);
        } catch (KeyringException e) {
            // The refusal concerns this entry alone.
            return Optional.empty();
        }
    }

    /**
     * Returns whether a search by the key's name finds that key, and no other that has taken its place, also in a
     * keyring above its own.
     */
    public boolean isFound(Place place) {
        return place.linked().isFoundFrom(keyring);
    }

    private static boolean isAt(Place place, StoredEntry entry) {
        return entry.source()
                .flatMap(EntrySource::key)
                .filter(place.key()::equals)
                .isPresent();
    }

    private <T> Seen<T> seen(String alias, StoredEntry entry, Decoder<T> decoder) {
        boolean asksForHeld = decoder.dependsOnHeldKey();
        Optional<KernelKey> held = asksForHeld ? entries.keyHeldFor(entry) : Optional.empty();
        boolean isSecret = entry.kind() == Kind.SECRET_KEY;
        Function<Optional<GeneralSecurityException>, Seen<T>> without = refusal -> new Seen<>(
                isSecret ? Optional.empty() : Optional.of(entry.tag(tags)),
                held,
                asksForHeld
                        && (entry.kind() == Kind.CERTIFICATE || entry.heldKey().isPresent()),
                entry.expiry().orElse(Instant.MAX),
                Optional.empty(),
                refusal);
        try {
            Seen<T> seen = without.apply(Optional.empty());
            return new Seen<>(seen.tag, held, seen.mayBeHeld, seen.end, decoder.decode(alias, entry), Optional.empty());
        } catch (GeneralSecurityException e) {
            return without.apply(Optional.of(e));
        } catch (KeyringException e) {
            throw e;
        } catch (RuntimeException e) {
            // A malformed certificate or key may make the JDK's classes throw exceptions that they do not declare.
            return without.apply(Optional.of(new UnrecoverableEntryException(e.toString())));
        }
    }

    /**
     * Returns whether the payload at a place is still that of the given tag.
     *
     * @throws KeyctlException if the key is dead or cannot be read
     */
    public boolean hasTag(Place place, PayloadTags.Tag tag) {
        return place.key().read(tags::of).equals(tag);
    }

    /**
     * Returns whether the payload at a place is a private key or a certificate, which a payload without a tag was not;
     * false also if it cannot be read.
     */
    public boolean hasBecomeAnEntry(Place place) {
        try {
            return place.key().read(LinkedEntries::isEntry);
        } catch (KeyctlException | MalformedEntryException e) {
            return false;
        }
    }

    private static boolean isEntry(ByteBuffer payload) {
        try (StoredEntry entry = StoredEntry.parse(payload, KeyringEntries.RAW)) {
            return entry.kind() != Kind.SECRET_KEY
                    && Instant.now().isBefore(entry.expiry().orElse(Instant.MAX));
        }
    }

    /** Returns whether the payload of keys of this type can be read at all. */
    public static boolean isReadable(KeyType type) {
        return !Set.of(KeyType.LOGON, KeyType.ASYMMETRIC).contains(type);
    }
}
