package org.linuxkeyring.entry.pbe;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;

/** The derivation of a cipher's key from a password, which Bouncy Castle computes once its cost has been checked. */
interface KeyDerivation {
    /**
     * The most iterations that are accepted, which take one to two seconds. OWASP's password storage advice has
     * 1,300,000 for SHA-1, and fewer for all others.
     */
    int MOST_ITERATIONS = 1_500_000;

    /** Returns the key, which the caller wipes. */
    byte[] derive(byte[] password, int length);

    /**
     * Returns the derivation that an entry asks for. One that costs too much is refused, since anyone who can write an
     * entry could stop its readers with it.
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

    /** Returns the number of iterations that an entry asks for, if it is accepted. */
    static int iterations(BigInteger iterations) throws InvalidAlgorithmParameterException {
        if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0) {
            throw new InvalidAlgorithmParameterException("The key's password protection takes " + briefly(iterations)
                    + " iterations; 1 to " + MOST_ITERATIONS + " are accepted");
        }
        return iterations.intValueExact();
    }

    /** Requires of the optional keyLength of both functions that it is the cipher's. */
    static void requireKeySize(BigInteger keyLengthOrNull, int keySize) throws InvalidAlgorithmParameterException {
        if (keyLengthOrNull != null && !keyLengthOrNull.equals(BigInteger.valueOf(keySize))) {
            throw new InvalidAlgorithmParameterException("The key's password protection derives "
                    + briefly(keyLengthOrNull) + " bytes for a cipher that takes " + keySize);
        }
    }

    /** Returns the text of a number for a message: numbers of an entry may have thousands of digits. */
    static String briefly(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.toString() : "2^" + (number.bitLength() - 1) + " or more";
    }
}
