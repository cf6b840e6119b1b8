package org.linuxkeyring.entry.key;

import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The parts of a public key that an unencrypted private key shows without being decoded. They find its certificate
 * without a key in the heap.
 *
 * @param algorithm the OBJECT IDENTIFIER of the key's algorithm
 * @param modulus the modulus of an RSA key, an INTEGER
 * @param bits the content of the BIT STRING that is the public key, which most EC keys contain (RFC 5915)
 */
public record PublicKeyHint(DerValue algorithm, Optional<DerValue> modulus, Optional<DerValue> bits) {
    private static final DerValue RSA = DerValue.objectIdentifier(KeyAlgorithms.RSA);
    private static final DerValue RSASSA_PSS = DerValue.objectIdentifier(KeyAlgorithms.RSASSA_PSS);
    private static final DerValue EC = DerValue.objectIdentifier(KeyAlgorithms.EC);

    public static PublicKeyHint of(OneAsymmetricKey key) {
        try {
            return new PublicKeyHint(
                    key.algorithm(),
                    isRsa(key.algorithm()) ? Optional.of(modulus(key.key().reader())) : Optional.empty(),
                    bits(key));
        } catch (MalformedEntryException e) {
            return new PublicKeyHint(key.algorithm(), Optional.empty(), Optional.empty());
        }
    }

    /** Returns whether these parts determine the public key. */
    public boolean isDecisive() {
        return modulus.isPresent() || bits.isPresent();
    }

    /** Returns false if these parts show that the certificate belongs to another key. */
    public boolean mayBeOf(EncodedCertificate certificate) {
        if (!certificate.algorithm().equals(algorithm) && !(isRsa(algorithm) && isRsa(certificate.algorithm()))) {
            return false;
        }
        DerValue key = certificate.key();
        if (modulus.isEmpty()) {
            return bits.isEmpty() || hasSameContent(bits.get(), key);
        }
        try {
            return modulus.get()
                    .equals(modulus(new DerReader(key.in(), Math.min(key.content() + 1, key.end()), key.end())));
        } catch (MalformedEntryException e) {
            return false;
        }
    }

    /**
     * Returns the modulus of an RSAPrivateKey, which begins with a version, or of an RSAPublicKey, which does not (RFC
     * 8017 appendix A.1).
     */
    private static DerValue modulus(DerReader key) throws MalformedEntryException {
        DerReader integers = key.next(Der.SEQUENCE, "an RSA key").reader();
        DerValue first = integers.next(Der.INTEGER, "the version or modulus of an RSA key");
        return first.length() > 1 ? first : integers.next(Der.INTEGER, "the modulus of an RSA key");
    }

    private static Optional<DerValue> bits(OneAsymmetricKey key) throws MalformedEntryException {
        if (key.publicKey().isPresent() || !key.algorithm().equals(EC)) {
            return key.publicKey();
        }
        DerReader fields = key.key().reader().next(Der.SEQUENCE, "an EC key").reader();
        fields.next(Der.INTEGER, "the version of the EC key");
        fields.next(Der.OCTET_STRING, "the number that is the EC key");
        if (fields.nextIs(Der.CONTEXT_0)) {
            fields.next("the curve of the EC key");
        }
        return fields.nextIs(Der.CONTEXT_1)
                ? Optional.of(fields.next("the public key").reader().next(Der.BIT_STRING, "the public key"))
                : Optional.empty();
    }

    private static boolean isRsa(DerValue algorithm) {
        return algorithm.equals(RSA) || algorithm.equals(RSASSA_PSS);
    }

    private static boolean hasSameContent(DerValue a, DerValue b) {
        return Arrays.equals(a.in(), a.content(), a.end(), b.in(), b.content(), b.end());
    }
}
