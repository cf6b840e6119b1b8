package org.linuxkeyring.entry;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The private keys that OpenSSL calls traditional, each of which can be made a PrivateKeyInfo: RSAPrivateKey (RFC 8017
 * appendix A.1.2), ECPrivateKey (RFC 5915 section 3) and OpenSSL's own form of a DSA key.
 */
enum TraditionalKey {
    RSA("RSA PRIVATE KEY", "1.2.840.113549.1.1.1") {
        @Override
        byte[] privateKeyInfo(DerValue key) throws MalformedEntryException {
            DerReader fields = key.reader();
            for (int i = 0; i < 9; i++) {
                fields.next(Der.INTEGER, "one of the nine integers of an RSA key");
            }
            if (fields.hasNext()) {
                fields.next(Der.SEQUENCE, "the further primes of the RSA key");
            }
            fields.end("the RSA key");
            return write(NULL, key);
        }
    },

    EC("EC PRIVATE KEY", "1.2.840.10045.2.1") {
        @Override
        byte[] privateKeyInfo(DerValue key) throws MalformedEntryException {
            DerReader fields = key.reader();
            fields.next(Der.INTEGER, "the version of the EC key");
            fields.next(Der.OCTET_STRING, "the number that is the EC key");
            DerValue curve = fields.next(Der.CONTEXT_0, "the curve of the EC key, which a key by itself must name");
            if (fields.hasNext()) {
                fields.next(PUBLIC_KEY, "the public key of the EC key");
            }
            fields.end("the EC key");
            return write(curve.contentCopy(), key);
        }
    },

    DSA("DSA PRIVATE KEY", "1.2.840.10040.4.1") {
        @Override
        byte[] privateKeyInfo(DerValue key) throws MalformedEntryException {
            DerReader fields = key.reader();
            fields.next(Der.INTEGER, "the version of the DSA key");
            byte[] p = fields.next(Der.INTEGER, "p of the DSA key").encoded();
            byte[] q = fields.next(Der.INTEGER, "q of the DSA key").encoded();
            byte[] g = fields.next(Der.INTEGER, "g of the DSA key").encoded();
            fields.next(Der.INTEGER, "the public key of the DSA key");
            DerValue x = fields.next(Der.INTEGER, "the number that is the DSA key");
            fields.end("the DSA key");
            return write(Der.value(Der.SEQUENCE, p, q, g), x);
        }
    };

    private static final byte[] NULL = {0x05, 0x00};
    private static final int PUBLIC_KEY = 0xa1;

    private final String label;
    private final byte[] algorithm;

    TraditionalKey(String label, String algorithm) {
        this.label = label;
        this.algorithm = Der.objectIdentifier(algorithm);
    }

    /** The kind of key that a PEM block with this label holds. */
    static Optional<TraditionalKey> labelled(String label) {
        return Stream.of(values()).filter(key -> key.label.equals(label)).findFirst();
    }

    /** The same key as a PrivateKeyInfo, which the caller wipes. */
    abstract byte[] privateKeyInfo(DerValue key) throws MalformedEntryException;

    /** The same key, ready to decode. */
    PlainKey plainKey(DerValue key) throws MalformedEntryException {
        return PlainKey.of(privateKeyInfo(key));
    }

    byte[] write(byte[] parameters, DerValue key) {
        byte[] secret = key.encoded();
        try {
            return KeyInfo.write(Der.value(Der.SEQUENCE, algorithm, parameters), secret, new byte[0]);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
