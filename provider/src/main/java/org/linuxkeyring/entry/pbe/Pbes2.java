package org.linuxkeyring.entry.pbe;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** PBES2 (RFC 8018 section 6.2). It is written with scrypt (RFC 7914) and AES-256 in CBC mode. */
public record Pbes2(KeyDerivation derivation, CbcCipher encryption, byte[] iv) implements PasswordScheme {
    private static final int SALT_SIZE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Pbes2 read(ASN1Encodable parameters) throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        PBES2Parameters params = PBES2Parameters.getInstance(parameters);
        EncryptionScheme scheme = params.getEncryptionScheme();
        CbcCipher cipher = Stream.of(CbcCipher.values())
                .filter(known -> known.oid().equals(scheme.getAlgorithm()))
                .findFirst()
                .orElseThrow(() -> new NoSuchAlgorithmException("The key is protected with a password and the cipher "
                        + scheme.getAlgorithm().getId()
                        + ", which is not supported; AES and DES-EDE3 in CBC mode are"));
        byte[] iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        if (iv.length != cipher.blockSize()) {
            throw new InvalidAlgorithmParameterException(
                    "The key's password protection has an initialization vector of " + iv.length
                            + " bytes; the cipher takes " + cipher.blockSize());
        }
        return new Pbes2(KeyDerivation.read(params.getKeyDerivationFunc(), cipher.keySize()), cipher, iv);
    }

    /**
     * Returns what protects a new entry, with a salt and an initialization vector of its own.
     *
     * @throws InvalidAlgorithmParameterException if the property of scrypt's cost has a value that is not written
     */
    public static AlgorithmIdentifier newIdentifier() throws InvalidAlgorithmParameterException {
        CbcCipher cipher = CbcCipher.AES_256;
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                        Scrypt.function(random(SALT_SIZE)),
                        new EncryptionScheme(cipher.oid(), new DEROctetString(random(cipher.blockSize())))));
    }

    @Override
    public BufferedBlockCipher cipher(boolean encrypt, char[] password) {
        byte[] encodedPassword = Password.utf8(password);
        byte[] key = derivation.derive(encodedPassword, encryption.keySize());
        try {
            BufferedBlockCipher cipher = encryption.newCipher();
            cipher.init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
            return cipher;
        } finally {
            Arrays.fill(encodedPassword, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
