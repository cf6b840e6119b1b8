package org.linuxkeyring.held.rsa;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;

/**
 * The hash functions of RFC 8017, appendix B.1, without MD2 and MD5, and the SHA-3 functions of RFC 8702, as the JDK
 * has them.
 */
enum DigestAlgorithm {
    SHA_1("SHA-1", OIWObjectIdentifiers.idSHA1),
    SHA_224("SHA-224", NISTObjectIdentifiers.id_sha224),
    SHA_256("SHA-256", NISTObjectIdentifiers.id_sha256),
    SHA_384("SHA-384", NISTObjectIdentifiers.id_sha384),
    SHA_512("SHA-512", NISTObjectIdentifiers.id_sha512),
    SHA_512_224("SHA-512/224", NISTObjectIdentifiers.id_sha512_224),
    SHA_512_256("SHA-512/256", NISTObjectIdentifiers.id_sha512_256),
    SHA3_224("SHA3-224", NISTObjectIdentifiers.id_sha3_224),
    SHA3_256("SHA3-256", NISTObjectIdentifiers.id_sha3_256),
    SHA3_384("SHA3-384", NISTObjectIdentifiers.id_sha3_384),
    SHA3_512("SHA3-512", NISTObjectIdentifiers.id_sha3_512);

    private final String standardName;
    private final ASN1ObjectIdentifier identifier;

    DigestAlgorithm(String standardName, ASN1ObjectIdentifier identifier) {
        this.standardName = standardName;
        this.identifier = identifier;
    }

    /** Returns the one of a name: the standard one, that without the first hyphen, or the object identifier. */
    static Optional<DigestAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.standardName.equalsIgnoreCase(name)
                        || algorithm.shortName().equalsIgnoreCase(name)
                        || algorithm.identifier.getId().equals(name)
                        || algorithm == SHA_1 && name.equalsIgnoreCase("SHA"))
                .findFirst();
    }

    /** Returns the name in the Java Security Standard Algorithm Names. */
    String standardName() {
        return standardName;
    }

    /** Returns the name as in {@code SHA256withRSA}, and in {@code SHA3-256withRSA}, which keeps its only hyphen. */
    String shortName() {
        return standardName.replaceFirst("^SHA-", "SHA");
    }

    /** Returns the object identifier of the hash function. */
    ASN1ObjectIdentifier identifier() {
        return identifier;
    }

    /** Returns the digest of whichever provider comes first. */
    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(standardName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no message digest " + standardName, e);
        }
    }
}
