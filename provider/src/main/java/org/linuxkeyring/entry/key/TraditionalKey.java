package org.linuxkeyring.entry.key;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The private key formats that OpenSSL calls traditional, which can be converted to a PrivateKeyInfo: RSAPrivateKey
 * (RFC 8017 appendix A.1.2), ECPrivateKey (RFC 5915 section 3) and OpenSSL's own format of a DSA key.
 */
public enum TraditionalKey {
    RSA("RSA PRIVATE KEY", KeyAlgorithms.RSA) {
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

    EC("EC PRIVATE KEY", KeyAlgorithms.EC) {
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

    DSA("DSA PRIVATE KEY", KeyAlgorithms.DSA) {
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
    private static final int PUBLIC_KEY = Der.CONTEXT_1;

    /** The number of integers in a DSA key: version, p, q, g, y, x. */
    private static final int DSA_INTEGERS = 6;

    private final String label;
    private final byte[] algorithm;

    TraditionalKey(String label, String algorithm) {
        this.label = label;
        this.algorithm = Der.objectIdentifier(algorithm);
    }

    /** Returns the format of a key in a PEM block with this label. */
    public static Optional<TraditionalKey> labelled(String label) {
        return Stream.of(values()).filter(key -> key.label.equals(label)).findFirst();
    }

    /** Returns whether a list of integers is an RSA or a DSA key. */
    public static TraditionalKey ofIntegers(DerValue key) throws MalformedEntryException {
        DerReader fields = key.reader();
        int count = 0;
        while (fields.nextIs(Der.INTEGER) && count <= DSA_INTEGERS) {
            fields.next("an integer of the private key");
            count++;
        }
        return count == DSA_INTEGERS && !fields.hasNext() ? DSA : RSA;
    }

    /** Converts the key to a PrivateKeyInfo, which the caller wipes. */
    abstract byte[] privateKeyInfo(DerValue key) throws MalformedEntryException;

    /** Converts the key to one that can be decoded. */
    public PlainKey plainKey(DerValue key) throws MalformedEntryException {
        byte[] info = privateKeyInfo(key);
        try {
            return PlainKey.of(info);
        } catch (MalformedEntryException e) {
            Arrays.fill(info, (byte) 0);
            throw e;
        }
    }

    byte[] write(byte[] parameters, DerValue key) {
        byte[] secret = key.encoded();
        try {
            return OneAsymmetricKey.write(Der.value(Der.SEQUENCE, algorithm, parameters), secret, new byte[0]);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
