package org.linuxkeyring.entry.pbe;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BufferedBlockCipher;

/** A way to encrypt a key with a password, as an EncryptedPrivateKeyInfo names it. */
public interface PasswordScheme {

    /**
     * Returns a cipher that is ready for one key. This takes as long as the scheme wants a guess at the password to
     * take.
     */
    BufferedBlockCipher cipher(boolean encrypt, char[] password);

    /**
     * Returns the scheme with the parameters that an entry gives.
     *
     * @throws NoSuchAlgorithmException if the scheme is not supported
     * @throws InvalidAlgorithmParameterException if its parameters make no sense or cost too much
     * @throws RuntimeException of many kinds, if its parameters are not even of the scheme's structure
     */
    static PasswordScheme read(AlgorithmIdentifier identifier)
            throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        ASN1ObjectIdentifier algorithm = identifier.getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
            return Pbes2.read(identifier.getParameters());
        }
        if (algorithm.on(PKCSObjectIdentifiers.pkcs_12PbeIds)) {
            return Pkcs12Pbe.read(algorithm, identifier.getParameters());
        }
        throw new NoSuchAlgorithmException("The key is protected with a password by the scheme " + algorithm.getId()
                + ", which is not supported. Encrypt it anew: openssl pkcs8 -topk8 -v2 aes256");
    }
}
