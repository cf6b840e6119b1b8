package org.linuxkeyring.entry.key;

import java.util.Map;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The limits on the numbers of a key. An operation with a key takes time that grows with the third power of their size,
 * and whoever wrote the entry chose them. OpenSSL and the JDK have the same limit for RSA keys; the other limits are
 * above all keys in use.
 */
public final class KeySizes {

    /**
     * The limits of one algorithm.
     *
     * @param bits the most bits of the largest number, such as the modulus
     * @param order the most bits of q, the second parameter of DSA
     */
    private record Limit(String name, int bits, int order) {
        Limit(String name, int bits) {
            this(name, bits, bits);
        }
    }

    private static final DerValue EC = DerValue.objectIdentifier(KeyAlgorithms.EC);

    private static final Map<DerValue, Limit> LIMITS = Map.of(
            DerValue.objectIdentifier(KeyAlgorithms.RSA),
            new Limit("RSA", 16_384),
            DerValue.objectIdentifier(KeyAlgorithms.RSASSA_PSS),
            new Limit("RSASSA-PSS", 16_384),
            DerValue.objectIdentifier(KeyAlgorithms.DSA),
            new Limit("DSA", 4_096, 256),
            DerValue.objectIdentifier(KeyAlgorithms.DH),
            new Limit("DH", 8_192),
            DerValue.objectIdentifier(KeyAlgorithms.X942_DH),
            new Limit("DH", 8_192),
            EC,
            new Limit("EC", 2_048));

    private KeySizes() {}

    static void requirePrivate(OneAsymmetricKey info) throws MalformedEntryException {
        require(info.algorithmIdentifier(), info.key().reader());
    }

    public static void requirePublic(EncodedCertificate certificate) throws MalformedEntryException {
        DerValue key = certificate.key();
        boolean isPoint = certificate.algorithm().equals(EC);
        // The first octet of a BIT STRING is the number of unused bits (X.690 section 8.6.2).
        int from = Math.min(key.content() + 1, key.end());
        require(certificate.keyAlgorithm(), new DerReader(key.in(), isPoint ? key.end() : from, key.end()));
    }

    /**
     * Requires that a key keeps the limits of its algorithm.
     *
     * @param key an INTEGER, or a SEQUENCE of them
     */
    private static void require(DerValue algorithm, DerReader key) throws MalformedEntryException {
        DerReader fields = algorithm.reader();
        Limit limit = LIMITS.get(fields.next(Der.OBJECT_IDENTIFIER, "the algorithm of a key"));
        if (limit != null) {
            requireIntegers(fields, limit, 0);
            requireIntegers(key, limit, 0);
        }
    }

    /**
     * Checks integers, and those in sequences; the sequences of explicit curve parameters (X9.62) are nested three
     * deep.
     */
    private static void requireIntegers(DerReader values, Limit limit, int depth) throws MalformedEntryException {
        for (int i = 0; values.hasNext(); i++) {
            DerValue value = values.next("a number of an " + limit.name() + " key");
            if (value.tag() == Der.SEQUENCE && depth < 3) {
                requireIntegers(value.reader(), limit, depth + 1);
            } else if (value.tag() == Der.INTEGER || value.tag() == Der.OCTET_STRING) {
                int most = depth == 1 && i == 1 ? limit.order() : limit.bits();
                // A positive number whose first bit is set has one octet more.
                if (value.length() > most / Byte.SIZE + 1) {
                    throw MalformedEntryException.unusable(
                            value.start(),
                            "numbers of " + limit.name() + " keys have at most " + most + " bits here, this one has "
                                    + (value.length() - 1L) * Byte.SIZE + " or more");
                }
            }
        }
    }
}
