package org.linuxkeyring.model;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * What an entry holds: one of a few secrets, key pairs and certificates, told apart by a number.
 *
 * @param isLocked whether its key is encrypted under the password
 */
record Value(Kind kind, int number, boolean isLocked) {
    static final char[] PASSWORD = "changeit".toCharArray();

    /** How many different ones there are of a kind. */
    static final int COUNT = 4;

    /** Of which the kernel can hold those of RSA. */
    private static final List<KeyPair> PAIRS = IntStream.range(0, COUNT)
            .mapToObj(i -> TestKeys.fresh(i < COUNT / 2 ? "EC/secp256r1" : "RSA"))
            .toList();

    private static final List<Certificate[]> CHAINS = IntStream.range(0, COUNT)
            .mapToObj(i -> (Certificate[]) TestCertificates.chain(PAIRS.get(i).getPublic(), 1 + i % 3))
            .toList();
    private static final List<Certificate> CERTIFICATES = IntStream.range(0, COUNT)
            .mapToObj(i -> (Certificate) TestCertificates.selfSigned("trusted " + i))
            .toList();

    /** By what it is told what an alias stands for. */
    enum Kind {
        SECRET_KEY,
        /** A secret key that the kernel holds. */
        HELD_SECRET_KEY,
        PRIVATE_KEY,
        /** A private key that the kernel holds. */
        HELD_KEY,
        CERTIFICATE,
        /** What another tool put there. */
        BYTES
    }

    Value(Kind kind, int number) {
        this(kind, number, false);
    }

    /** The same under the password, or not; what has no key, or one that the kernel holds, never is. */
    Value locked(boolean locked) {
        return new Value(kind, number, locked && (kind == Kind.SECRET_KEY || kind == Kind.PRIVATE_KEY));
    }

    /** What protects it; null where nothing does. */
    KeyStore.PasswordProtection protection() {
        return isLocked ? new KeyStore.PasswordProtection(PASSWORD) : null;
    }

    /** Null for a certificate. */
    Key key() {
        return switch (kind) {
            case SECRET_KEY, HELD_SECRET_KEY -> secretKey();
            case PRIVATE_KEY, HELD_KEY -> PAIRS.get(number).getPrivate();
            case CERTIFICATE -> null;
            case BYTES -> new SecretKeySpec(payload(), "RAW");
        };
    }

    private SecretKey secretKey() {
        return new SecretKeySpec(bytes("secret no. 0000" + number), number < COUNT / 2 ? "AES" : "HmacSHA256");
    }

    /** What another tool stores. */
    byte[] payload() {
        return bytes("token " + number);
    }

    /** Null for what has none. */
    Certificate[] chain() {
        return hasPrivateKey() ? CHAINS.get(number) : null;
    }

    boolean hasPrivateKey() {
        return kind == Kind.PRIVATE_KEY || kind == Kind.HELD_KEY;
    }

    /** Null for what has none. */
    Certificate certificate() {
        return switch (kind) {
            case PRIVATE_KEY, HELD_KEY -> chain()[0];
            case CERTIFICATE -> CERTIFICATES.get(number);
            case SECRET_KEY, HELD_SECRET_KEY, BYTES -> null;
        };
    }

    boolean isHeld() {
        return kind == Kind.HELD_KEY || kind == Kind.HELD_SECRET_KEY;
    }

    /** The same, held by the kernel; empty for a key that it cannot hold. */
    Optional<Value> held() {
        if (kind == Kind.SECRET_KEY) {
            return Optional.of(new Value(Kind.HELD_SECRET_KEY, number));
        }
        return PAIRS.get(number).getPrivate().getAlgorithm().equals("RSA")
                ? Optional.of(new Value(Kind.HELD_KEY, number))
                : Optional.empty();
    }

    boolean isCertificate() {
        return kind == Kind.CERTIFICATE;
    }

    KeyStore.Entry entry() {
        return switch (kind) {
            case SECRET_KEY, HELD_SECRET_KEY -> new KeyStore.SecretKeyEntry(secretKey());
            case PRIVATE_KEY, HELD_KEY ->
                new KeyStore.PrivateKeyEntry(PAIRS.get(number).getPrivate(), chain());
            case CERTIFICATE -> new KeyStore.TrustedCertificateEntry(certificate());
            case BYTES -> new KeyStore.SecretKeyEntry((SecretKey) key());
        };
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + number + (isLocked ? ", locked" : "");
    }
}
