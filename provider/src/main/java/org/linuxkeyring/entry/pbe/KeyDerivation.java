package org.linuxkeyring.entry.pbe;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;

/** How a cipher's key is made from a password. */
interface KeyDerivation {
    /**
     * One to two seconds of work. OWASP's password storage advice has 1,300,000 for SHA-1, and fewer for all others.
     */
    int MOST_ITERATIONS = 1_500_000;

    /** The key, which the caller wipes. */
    byte[] derive(byte[] password, int length);

    /**
     * The derivation that an entry asks for, refused if it costs more than is sane: anyone who can write a key that is
     * read here could stop the reader with it.
     *
     * @param keySize the bytes that the cipher needs
     */
    static KeyDerivation read(KeyDerivationFunc function, int keySize)
            throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        ASN1Encodable parameters = function.getParameters();
        if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            return Scrypt.read(parameters, keySize);
        }
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            return Pbkdf2.read(parameters, keySize);
        }
        throw new NoSuchAlgorithmException("The key is protected with a password by the key derivation "
                + function.getAlgorithm().getId() + ", which is not supported; scrypt and PBKDF2 are");
    }

    static int iterations(BigInteger iterations) throws InvalidAlgorithmParameterException {
        if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0) {
            throw new InvalidAlgorithmParameterException("The key's password protection takes " + briefly(iterations)
                    + " iterations; 1 to " + MOST_ITERATIONS + " are accepted");
        }
        return iterations.intValueExact();
    }

    /** The optional keyLength of both functions has to be the cipher's own. */
    static void requireKeySize(BigInteger keyLengthOrNull, int keySize) throws InvalidAlgorithmParameterException {
        if (keyLengthOrNull != null && !keyLengthOrNull.equals(BigInteger.valueOf(keySize))) {
            throw new InvalidAlgorithmParameterException("The key's password protection derives "
                    + briefly(keyLengthOrNull) + " bytes for a cipher that takes " + keySize);
        }
    }

    /** Numbers of an entry may have thousands of digits. */
    static String briefly(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.toString() : "2^" + (number.bitLength() - 1) + " or more";
    }
}
