package org.linuxkeyring.entry.key;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.CryptoException;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerDepth;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.pbe.Password;
import org.linuxkeyring.entry.pbe.PasswordScheme;
import org.linuxkeyring.entry.pbe.Pbes2;

/**
 * A key in an EncryptedPrivateKeyInfo (RFC 5958 section 3).
 *
 * @param value the whole EncryptedPrivateKeyInfo
 * @param scheme the AlgorithmIdentifier of the encryption
 * @param data the OCTET STRING with the encrypted PrivateKeyInfo
 * @param isSecretKey whether it is taken for a secret key; only the password shows its content
 */
public record EncryptedKey(DerValue value, DerValue scheme, DerValue data, boolean isSecretKey) implements StoredKey {
    private static final String WHAT = "an EncryptedPrivateKeyInfo";

    /**
     * The longest AlgorithmIdentifier in bytes, which is ten times what is in use. For each 32 bytes of its blocks
     * scrypt processes the whole salt.
     */
    private static final int LONGEST_SCHEME = 1024;

    public static EncryptedKey read(DerValue value, boolean isSecretKey) throws MalformedEntryException {
        DerReader fields = value.reader();
        DerValue scheme = fields.next(Der.SEQUENCE, "the encryption algorithm of " + WHAT);
        DerValue data = fields.next(Der.OCTET_STRING, "the encrypted data of " + WHAT);
        fields.end(WHAT);
        return new EncryptedKey(value, scheme, data, isSecretKey);
    }

    /**
     * Encrypts a PrivateKeyInfo with the scheme that this keystore writes; the caller wipes the PrivateKeyInfo.
     *
     * @throws KeyStoreException if the property of scrypt's cost has a value that is not written
     */
    public static byte[] encrypt(byte[] privateKeyInfo, char[] password) throws KeyStoreException {
        try {
            AlgorithmIdentifier scheme = Pbes2.newIdentifier();
            byte[] data =
                    run(PasswordScheme.read(scheme).cipher(true, password), privateKeyInfo, 0, privateKeyInfo.length);
            return Der.value(Der.SEQUENCE, scheme.getEncoded(), Der.value(Der.OCTET_STRING, data));
        } catch (InvalidAlgorithmParameterException e) {
            throw new KeyStoreException(e.getMessage(), e);
        } catch (IOException | GeneralSecurityException | CryptoException e) {
            throw new IllegalStateException("The scheme that is written takes a key of any length", e);
        }
    }

    /** Requires that the protection is a supported scheme within the limits of its cost. */
    @Override
    public void requireReadable() throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        readScheme();
    }

    @Override
    public boolean isProtected() {
        return true;
    }

    @Override
    public Key decode(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        Password.require(passwordOrNull);
        byte[] privateKeyInfo = decrypt(passwordOrNull);
        try {
            return PlainKey.of(privateKeyInfo).decode(null);
        } catch (MalformedEntryException e) {
            throw Password.wrong();
        } finally {
            Arrays.fill(privateKeyInfo, (byte) 0);
        }
    }

    @Override
    public void wipe() {
        value.wipe();
    }

    private PasswordScheme readScheme() throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        try {
            if (scheme.length() > LONGEST_SCHEME) {
                throw new InvalidAlgorithmParameterException("The parameters of the key's password protection have "
                        + scheme.length() + " bytes; at most " + LONGEST_SCHEME + " are accepted");
            }
            DerDepth.require(scheme);
            return PasswordScheme.read(AlgorithmIdentifier.getInstance(scheme.encoded()));
        } catch (RuntimeException e) {
            // Bouncy Castle's ASN.1 classes throw ClassCastException and NullPointerException for a structure of
            // another kind.
            throw new InvalidAlgorithmParameterException(
                    "The parameters of the key's password protection are damaged", e);
        }
    }

    private byte[] decrypt(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        try {
            BufferedBlockCipher cipher = readScheme().cipher(false, password);
            return run(cipher, data.in(), data.content(), data.length());
        } catch (InvalidAlgorithmParameterException e) {
            UnrecoverableKeyException unrecoverable = new UnrecoverableKeyException(e.getMessage());
            unrecoverable.initCause(e);
            throw unrecoverable;
        } catch (CryptoException | RuntimeException e) {
            // Runtime exceptions mean that the data is not a whole number of blocks, or that Bouncy Castle does not
            // accept the parameters.
            throw Password.wrong();
        }
    }

    public static byte[] run(BufferedBlockCipher cipher, byte[] in, int offset, int length) throws CryptoException {
        byte[] out = new byte[cipher.getOutputSize(length)];
        try {
            int written = cipher.processBytes(in, offset, length, out, 0);
            written += cipher.doFinal(out, written);
            return Arrays.copyOf(out, written);
        } finally {
            Arrays.fill(out, (byte) 0);
        }
    }
}
