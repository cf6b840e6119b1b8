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
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.keyring.key.Description;

/**
 * An entry that was read: taken apart, with its key and its certificates decoded only when they are asked for. Its own
 * copies of the payload are overwritten by {@link #close()}; what it handed out stays.
 */
public final class StoredEntry implements AutoCloseable {

    /** What an entry is, as far as its structure tells: no password and no key derivation is needed. */
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
     * Takes a payload apart.
     *
     * @param payload from its position to its limit; neither changed nor used after the call
     * @param rawAlgorithm the algorithm of the secret key, if the payload is that key's bytes and nothing else
     * @throws MalformedEntryException if the payload begins as an entry and is none
     */
    public static StoredEntry parse(ByteBuffer payload, String rawAlgorithm) throws MalformedEntryException {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        StoredEntry entry = null;
        try {
            entry = new StoredEntry(copy, EntryContents.read(copy, rawAlgorithm));
            return entry;
        } finally {
            if (entry == null) {
                Arrays.fill(copy, (byte) 0);
            }
        }
    }

    /** A secret key that the kernel holds and that another tool put there, so that nothing tells of it but its name. */
    public static StoredEntry ofHeldSecretKey(Description key, String algorithm) {
        byte[] info = SecretKeyInfo.encode(algorithm, new byte[0]);
        try {
            return new StoredEntry(info, EntryContents.read(info, algorithm).heldAs(key));
        } catch (MalformedEntryException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This entry, whose certificates are those of a private key that the kernel holds; close the one returned. */
    public StoredEntry asHeldPrivateKey(Description key) {
        return new StoredEntry(payload, contents.heldAs(key), source);
    }

    /** This entry, which was found there; close the one returned. */
    public StoredEntry foundAt(EntrySource place) {
        return new StoredEntry(payload, contents, Optional.of(place));
    }

    /** Where it was found; empty for a payload that was looked at by itself. */
    public Optional<EntrySource> source() {
        return source;
    }

    /**
     * What the entry says of the key that the kernel holds for it, in whose place {@link #key} has nothing to return.
     * Any user who may write the entry chooses that, so it proves nothing by itself.
     */
    public Optional<Description> heldKey() {
        return contents.heldKey();
    }

    /** The algorithm of a secret key that the kernel holds. */
    public String heldAlgorithm() throws UnrecoverableKeyException {
        if (contents.key().orElse(null) instanceof PlainKey plain) {
            return SecretKeyInfo.name(plain.info());
        }
        throw new UnrecoverableKeyException("The entry does not say of what algorithm its key is");
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the key cannot be had without a password. */
    public boolean isProtected() {
        return contents.key().filter(StoredKey::isProtected).isPresent();
    }

    /** The same as {@link #digest(ByteBuffer)} of the payload. */
    public String digest() {
        requireOpen();
        return sha256(payload);
    }

    /**
     * By which to tell one payload from another: SHA-256, in hex. It says nothing of a private key or a certificate; of
     * a secret key that is a password it would tell.
     */
    public static String digest(ByteBuffer payload) {
        // A MessageDigest would make such a copy of what is off heap itself, and leave it.
        byte[] copy = new byte[payload.remaining()];
        try {
            payload.get(payload.position(), copy);
            return sha256(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The key; null for a certificate entry.
     *
     * @param passwordOrNull ignored if the key is not protected; null or empty if there is none
     * @throws UnrecoverableKeyException if the password is missing or wrong, or the key is damaged
     * @throws NoSuchAlgorithmException if the key's algorithm is of no installed provider, or its protection not
     *     supported
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
     * Requires that a password could open the key: a known scheme at a bearable cost. It is not tried.
     *
     * @throws GeneralSecurityException as {@link #key} would with any password
     */
    public void requireKnownProtection() throws GeneralSecurityException {
        if (contents.key().isPresent()) {
            contents.key().get().requireReadable();
        }
    }

    /**
     * The certificate chain, the key's own certificate first, then each one's issuer; empty if there is none. Of a
     * certificate entry, that certificate alone.
     *
     * @throws CertificateException if a certificate is damaged
     */
    public Certificate[] chain() throws CertificateException {
        requireOpen();
        return CertificateChain.of(contents);
    }

    /** Whether the entry says when it was stored, as all do that the keystore writes itself. */
    public boolean isDated() {
        return contents.attributes().creation().isPresent();
    }

    /**
     * When the entry was stored, if the entry says so.
     *
     * @throws MalformedEntryException if what it says is no time
     */
    public Optional<Instant> created() {
        requireOpen();
        return contents.attributes().created();
    }

    /** When the entry's key expires, if the entry notes it. */
    public Optional<Instant> expiry() {
        return contents.attributes().expires();
    }

    /**
     * The entry's own attributes.
     *
     * @throws MalformedEntryException if one cannot be decoded, or they are more than docs/FORMAT.md allows
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
