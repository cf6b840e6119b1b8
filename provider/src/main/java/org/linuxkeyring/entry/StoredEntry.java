package org.linuxkeyring.entry;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * An entry that was read from a payload. Its key and its certificates are decoded only when they are asked for.
 * {@link #close()} overwrites the entry's own copies of the payload, but not what was returned from it.
 */
public final class StoredEntry implements AutoCloseable {

    /** The kind of an entry, as far as its structure shows it without a password or key derivation. */
    public enum Kind {
        PRIVATE_KEY,
        SECRET_KEY,
        CERTIFICATE
    }

    private final byte[] payload;
    private final EntryContents contents;
    private final Kind kind;
    private final Optional<EntrySource> source;
    private boolean isClosed;

    StoredEntry(byte[] payload, EntryContents contents) {
        this(payload, contents, Optional.empty());
    }

    private StoredEntry(byte[] payload, EntryContents contents, Optional<EntrySource> source) {
        this.payload = payload;
        this.contents = contents;
        this.kind = contents.kind();
        this.source = source;
    }

    /**
     * Parses a payload.
     *
     * @param payload the bytes from its position to its limit; they are neither changed nor used after the call
     * @param rawAlgorithm the algorithm of the secret key, for a payload that is the bytes of a secret key
     * @throws MalformedEntryException if the payload begins as an entry but is malformed
     */
    public static StoredEntry parse(ByteBuffer payload, String rawAlgorithm) throws MalformedEntryException {
        return parse(payload, rawAlgorithm, Optional.empty());
    }

    /** Parses the payload of the entry that was found in this place. */
    public static StoredEntry parse(ByteBuffer payload, String rawAlgorithm, EntrySource place)
            throws MalformedEntryException {
        return parse(payload, rawAlgorithm, Optional.of(place));
    }

    private static StoredEntry parse(ByteBuffer payload, String rawAlgorithm, Optional<EntrySource> source)
            throws MalformedEntryException {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        StoredEntry entry = null;
        try {
            entry = new StoredEntry(copy, EntryContents.read(copy, rawAlgorithm), source);
            return entry;
        } finally {
            if (entry == null) {
                Arrays.fill(copy, (byte) 0);
            }
        }
    }

    /**
     * Returns an entry for a secret key that the kernel holds and that another tool stored, so that only its
     * description is known.
     */
    public static StoredEntry ofHeldSecretKey(Description key, String algorithm) {
        byte[] info = SecretKeyInfo.encode(algorithm, new byte[0]);
        try {
            return new StoredEntry(info, EntryContents.read(info, algorithm).heldAs(key));
        } catch (MalformedEntryException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns this entry as that of a private key that the kernel holds, whose certificates it has; the caller closes
     * the result.
     */
    public StoredEntry asHeldPrivateKey(Description key) {
        return new StoredEntry(payload, contents.heldAs(key), source);
    }

    /** Returns this entry with the place where it was found; the caller closes the result. */
    public StoredEntry foundAt(EntrySource place) {
        return new StoredEntry(payload, contents, Optional.of(place));
    }

    /** Returns where the entry was found; empty for a payload that did not come from a keystore. */
    public Optional<EntrySource> source() {
        return source;
    }

    /**
     * Returns the description of the key that the kernel holds for this entry, as the entry notes it; {@link #key} then
     * has nothing to return. Any user who may write the entry chooses this description, so it proves nothing by itself.
     */
    public Optional<Description> heldKey() {
        return contents.heldKey();
    }

    /**
     * Returns the key that the kernel holds for this entry, as it was encrypted when it was set; empty if it was not.
     */
    public Optional<byte[]> sealedKey() {
        requireOpen();
        return contents.attributes().sealedKey().map(DerValue::contentCopy);
    }

    /** Returns how the key that the kernel holds came to be, as the entry notes it, which proves nothing by itself. */
    public Optional<OriginNote> originNote() {
        return heldKey().flatMap(held -> contents.attributes().originNote());
    }

    /**
     * Returns how the entry's key came to be, as far as the entry tells: what the keystore wrote without a note was
     * imported, and of what another tool wrote nothing is known.
     */
    public Origin origin() {
        return originNote().map(OriginNote::origin).orElse(isDated() ? Origin.IMPORTED : Origin.UNKNOWN);
    }

    /** Returns the algorithm of a secret key that the kernel holds. */
    public String heldAlgorithm() throws UnrecoverableKeyException {
        if (contents.key().orElse(null) instanceof PlainKey plain) {
            return SecretKeyInfo.name(plain.info());
        }
        throw new UnrecoverableKeyException("The entry does not say of what algorithm its key is");
    }

    public Kind kind() {
        return kind;
    }

    /** Returns whether the key is encrypted under a password. */
    public boolean isProtected() {
        return contents.key().filter(StoredKey::isProtected).isPresent();
    }

    /** Returns the {@link #digest(ByteBuffer)} of the payload. */
    public String digest() {
        requireOpen();
        return sha256(payload);
    }

    /**
     * Returns the SHA-256 digest of a payload in hex, by which payloads are compared. It discloses nothing of a private
     * key or a certificate; a secret key that is a password could be guessed from it.
     */
    public static String digest(ByteBuffer payload) {
        // A MessageDigest would itself make a heap copy of an off-heap buffer, and not wipe it.
        byte[] copy = new byte[payload.remaining()];
        try {
            payload.get(payload.position(), copy);
            return sha256(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** Returns the payload's tag under the key of {@code tags}. */
    public PayloadTags.Tag tag(PayloadTags tags) {
        requireOpen();
        return tags.of(payload);
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Returns the key; null for a certificate entry.
     *
     * @param passwordOrNull ignored if the key is not protected; null or empty if there is none
     * @throws UnrecoverableKeyException if the password is missing or wrong, or the key is damaged
     * @throws NoSuchAlgorithmException if no installed provider supports the key's algorithm, or the key's protection
     *     is not supported
     */
    public Key key(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        requireOpen();
        if (contents.key().isEmpty()) {
            return null;
        }
        Key key = contents.key().get().decode(passwordOrNull);
        if (!contents.certificates().isEmpty() && !(key instanceof PrivateKey)) {
            throw new UnrecoverableKeyException("The entry has certificates, but its key is a secret key");
        }
        return key;
    }

    /**
     * Requires that the protection of the key is a supported scheme within the limits of its cost, without trying to
     * open it.
     *
     * @throws GeneralSecurityException as {@link #key} would with any password
     */
    public void requireKnownProtection() throws GeneralSecurityException {
        if (contents.key().isPresent()) {
            contents.key().get().requireReadable();
        }
    }

    /**
     * Returns the certificate chain: the key's own certificate first, and then each one's issuer; empty if there is
     * none. A certificate entry has that certificate alone.
     *
     * @throws CertificateException if a certificate is damaged
     */
    public Certificate[] chain() throws CertificateException {
        requireOpen();
        return CertificateChain.of(contents);
    }

    /** Returns whether the entry notes when it was stored, as all entries do that the keystore writes. */
    public boolean isDated() {
        return contents.attributes().creation().isPresent();
    }

    /**
     * Returns when the entry was stored, if the entry notes it.
     *
     * @throws MalformedEntryException if the noted value is not a time
     */
    public Optional<Instant> created() {
        requireOpen();
        return contents.attributes().created();
    }

    /** Returns when the entry's key expires, if the entry notes it. */
    public Optional<Instant> expiry() {
        return contents.attributes().expires();
    }

    /**
     * Returns the entry's own attributes.
     *
     * @throws MalformedEntryException if one cannot be decoded, or they exceed a limit of docs/FORMAT.md
     */
    public Set<KeyStore.Entry.Attribute> attributes() {
        return contents.attributes().attributes();
    }

    @Override
    public void close() {
        isClosed = true;
        contents.key().ifPresent(StoredKey::wipe);
        Arrays.fill(payload, (byte) 0);
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("The entry is closed");
        }
    }
}
