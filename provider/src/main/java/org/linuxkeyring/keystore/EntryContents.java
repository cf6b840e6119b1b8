package org.linuxkeyring.keystore;

import java.security.Key;
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
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.keystore.store.GeneratedEntry;

/**
 * The contents of an entry to be stored: one payload that can be read, or a key that the kernel is to hold for the
 * entry.
 */
sealed interface EntryContents {
    /** Contents in one readable payload. */
    record Readable(Kind kind, Encoder encoder) implements EntryContents {
        Payload encode(Optional<Instant> end) throws KeyStoreException {
            return encoder.encode(end);
        }
    }

    /** A way to encode contents. */
    @FunctionalInterface
    interface Encoder {
        /**
         * Encodes the contents.
         *
         * @param end the instant when the entry ends, which the payload notes; empty for an entry that does not end
         */
        Payload encode(Optional<Instant> end) throws KeyStoreException;
    }

    /** Returns the kind of entry that the contents make. */
    Kind kind();

    /**
     * A key that the kernel is to hold, or holds already.
     *
     * @param chain the certificate chain of a private key; null for a secret key
     * @param origin the note of a key that was generated; empty for one that was imported, or is held already
     */
    record Held(Key key, Certificate[] chain, Set<Attribute> attributes, Optional<OriginNote> origin)
            implements EntryContents {
        @Override
        public Kind kind() {
            return key instanceof SecretKey ? Kind.SECRET_KEY : Kind.PRIVATE_KEY;
        }
    }

    /** A secret key that is made when it is stored. */
    record NewSecret(GeneratedEntry.Secret wanted) implements EntryContents {
        @Override
        public Kind kind() {
            return Kind.SECRET_KEY;
        }
    }

    /**
     * Returns the contents for a private key with its certificates. The key is encrypted under the password, unless
     * that is null.
     */
    static Readable privateKey(PrivateKey key, char[] password, Certificate[] chain, Set<Attribute> attributes) {
        return new Readable(
                Kind.PRIVATE_KEY, end -> EntryEncoder.privateKey(key, password, chain, now(), with(end, attributes)));
    }

    /** Returns the contents for a secret key, which is encrypted under the password, unless that is null. */
    static Readable secretKey(SecretKey key, char[] password, Set<Attribute> attributes) {
        return new Readable(
                Kind.SECRET_KEY, end -> EntryEncoder.secretKey(key, password, now(), with(end, attributes)));
    }

    /** Returns the contents for a key that the application has encrypted, with the key's certificates. */
    static Readable protectedKey(byte[] key, Certificate[] chain) {
        return new Readable(Kind.PRIVATE_KEY, end -> EntryEncoder.protectedKey(key, chain, now(), with(end, Set.of())));
    }

    /** Returns the contents for a trusted certificate. */
    static Readable certificate(Certificate certificate, Set<Attribute> attributes) {
        return new Readable(
                Kind.CERTIFICATE, end -> EntryEncoder.certificate(certificate, now(), with(end, attributes)));
    }

    /** Returns the attributes, with a note of the instant when the entry ends, if it does. */
    static Set<Attribute> with(Optional<Instant> end, Set<Attribute> attributes) {
        if (end.isEmpty()) {
            return attributes;
        }
        Set<Attribute> all = new HashSet<>(attributes);
        all.add(new ExpiryNote(end.get()));
        return all;
    }

    /** Returns the current instant, truncated to the milliseconds of an entry's creation date. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
