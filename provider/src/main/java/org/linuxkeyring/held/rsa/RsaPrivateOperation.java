package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.PublicKeyOperations;

/**
 * RSADP and RSASP1 of RFC 8017, sections 5.1.2 and 5.2.1: the one operation that the kernel does, which all paddings
 * build on.
 *
 * <p>What goes in is blinded, since the kernel's arithmetic (crypto/rsa.c, lib/crypto/mpi) takes a time that depends on
 * it and is not blinded there. What comes out is checked with the public key: a fault in one half of a computation by
 * the Chinese remainder theorem would give the key away (Boneh, DeMillo, Lipton 1997).
 */
final class RsaPrivateOperation {
    /** mpi_get_size in the kernel counts whole words. */
    private static final int WORD_BITS = 64;

    private final HeldRsaKey held;
    private final org.linuxkeyring.keyring.key.KernelKey key;
    private final BigInteger modulus;
    private final BigInteger publicExponent;

    private RsaPrivateOperation(HeldRsaKey held) {
        this.held = held;
        this.key = held.key();
        this.modulus = held.getModulus();
        this.publicExponent = held.publicKey().getPublicExponent();
    }

    /**
     * Asks the kernel for the key, so that what is wrong with it is known before it is needed.
     *
     * @throws InvalidKeyException if it is no RSA key that the kernel holds, is gone, revoked or expired, or not to be
     *     used by us
     */
    static RsaPrivateOperation of(Key key) throws InvalidKeyException {
        if (!(key instanceof HeldRsaKey held)) {
            throw new InvalidKeyException(
                    "the provider LinuxKeyring signs and decrypts with RSA private keys that the kernel"
                            + " holds, and this is no such key: name no provider, and another one will be found");
        }
        RsaPrivateOperation operation = new RsaPrivateOperation(held);
        operation.requireUsable(query(held));
        return operation;
    }

    private static PublicKeyOperations query(HeldRsaKey held) throws InvalidKeyException {
        try {
            return held.key().publicKeyQuery();
        } catch (KeyringException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    private void requireUsable(PublicKeyOperations operations) throws InvalidKeyException {
        if (!operations.decrypts()) {
            throw new InvalidKeyException(key + " holds a public key alone: store the private key, as PKCS#8");
        }
        int words = (modulus.bitLength() + WORD_BITS - 1) / WORD_BITS;
        if (operations.bits() > words * WORD_BITS || operations.bits() < modulus.bitLength()) {
            throw new InvalidKeyException(mismatch());
        }
    }

    private String mismatch() {
        return "the certificate's public key does not belong to " + key + ": store key and certificate together, anew";
    }

    int modulusBits() {
        return modulus.bitLength();
    }

    /** The length of a signature and of what is decrypted: k in RFC 8017. */
    int modulusBytes() {
        return (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /**
     * Returns the modulus, as paddings ask for it. Java knows of the private key that it is one, and in place of its
     * exponent there is the public one. Checks of the modulus are left out: the certificate's decoder has made them.
     */
    RSAKeyParameters parameters() {
        return new RSAKeyParameters(true, modulus, publicExponent, true);
    }

    /** Whether a number is a representative at all, which is less than the modulus. */
    boolean accepts(BigInteger representative) {
        return representative.compareTo(modulus) < 0;
    }

    /**
     * The private operation.
     *
     * @param representative one that {@link #accepts}
     * @return as many bytes as the modulus has, for the caller to wipe
     * @throws KeyringException if the kernel refuses, with the reason and the remedy, or the public key does not belong
     *     to the key
     */
    byte[] apply(BigInteger representative) {
        BigInteger result = representative.signum() == 0 ? representative : blinded(representative);
        if (!result.modPow(publicExponent, modulus).equals(representative)) {
            throw new KeyringException(mismatch() + ". Or the computation went wrong, and another attempt will not");
        }
        return toBytes(result);
    }

    private BigInteger blinded(BigInteger representative) {
        Blinding blinding = held.takeBlinding();
        BigInteger result = blinding.unblind(inKernel(blinding.blind(representative)));
        blinding.next().ifPresent(held::keepBlinding);
        return result;
    }

    private BigInteger inKernel(BigInteger blinded) {
        byte[] output = answer(toBytes(blinded));
        try {
            return new BigInteger(1, output);
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }

    /**
     * EINVAL can only mean a number that is too large for the kernel's modulus, since the key was found usable before.
     */
    private byte[] answer(byte[] block) {
        try {
            return key.rawPrivateOperation(block);
        } catch (KeyctlException e) {
            throw e.errno() == Errno.EINVAL ? new KeyringException(mismatch(), e) : e;
        }
    }

    /**
     * I2OSP of RFC 8017, section 4.1: BigInteger may put a zero before the number, and leaves its leading zeros out.
     */
    private byte[] toBytes(BigInteger number) {
        byte[] shortest = number.toByteArray();
        try {
            byte[] bytes = new byte[modulusBytes()];
            int length = Math.min(shortest.length, bytes.length);
            System.arraycopy(shortest, shortest.length - length, bytes, bytes.length - length, length);
            return bytes;
        } finally {
            Arrays.fill(shortest, (byte) 0);
        }
    }
}
