package org.linuxkeyring.held.rsa;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Arrays;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.PublicKeyOperations;

/**
 * RSADP and RSASP1 of RFC 8017, sections 5.1.2 and 5.2.1: the one operation that the kernel does, around which all
 * paddings are put.
 *
 * <p>The input is blinded, since the time of the kernel's arithmetic (crypto/rsa.c, lib/crypto/mpi) depends on it, and
 * the kernel does not blind it. The result is checked with the public key: a fault in one half of a computation by the
 * Chinese remainder theorem would reveal the key (Boneh, DeMillo, Lipton 1997).
 */
final class RsaPrivateOperation {
    /** The kernel counts a modulus in whole words (mpi_get_size). */
    private static final int WORD_BITS = 64;

    private final HeldRsaKey held;
    private final KernelKey key;
    private final BigInteger modulus;
    private final BigInteger publicExponent;

    private RsaPrivateOperation(HeldRsaKey held) {
        this.held = held;
        this.key = held.key();
        this.modulus = held.getModulus();
        this.publicExponent = held.publicKey().getPublicExponent();
    }

    /**
     * Returns the operation of a key, after asking the kernel whether it can be used.
     *
     * @throws InvalidKeyException if it is no RSA key that the kernel holds, is gone, revoked or expired, or this
     *     process may not use it
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

    /** Returns the modulus's length in bits. */
    int modulusBits() {
        return modulus.bitLength();
    }

    /** Returns the length of a signature and of a block to decrypt: k in RFC 8017. */
    int modulusBytes() {
        return (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Returns whether a number is less than the modulus, as a representative has to be. */
    boolean accepts(BigInteger representative) {
        return representative.compareTo(modulus) < 0;
    }

    /**
     * Does the private operation, in the kernel.
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
     * Returns the kernel's answer. EINVAL can only mean a number that is too large for the kernel's modulus, since the
     * key was found usable before.
     */
    private byte[] answer(byte[] block) {
        try {
            return key.rawPrivateOperation(block);
        } catch (KeyctlException e) {
            throw e.errno() == Errno.EINVAL ? new KeyringException(mismatch(), e) : e;
        }
    }

    /**
     * Does I2OSP of RFC 8017, section 4.1. A BigInteger's array may have a zero before the number, and lacks its
     * leading zeros.
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
