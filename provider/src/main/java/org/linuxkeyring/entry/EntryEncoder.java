package org.linuxkeyring.entry;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.der.PayloadStart;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.PlainKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.entry.pbe.Password;

/**
 * The encoder of entries as docs/FORMAT.md specifies. If a password is null or empty, the key is not encrypted, and
 * only the kernel protects it. The creation time is stored in milliseconds.
 */
public final class EntryEncoder {
    private EntryEncoder() {}

    /**
     * Encodes a private key with its certificate chain.
     *
     * @param key a key whose encoded form (PKCS #8) is available
     * @param chain the key's own certificate first, each followed by its issuer's; at least one, all X.509
     * @throws KeyStoreException if the key, the chain, a certificate or an attribute cannot be stored
     */
    public static Payload privateKey(
            PrivateKey key, char[] passwordOrNull, Certificate[] chain, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        if (chain == null || chain.length == 0) {
            throw new KeyStoreException("A private key is stored with its certificate chain, and none was given");
        }
        byte[] trailer = trailer(chain, created, attributes);
        byte[] info = privateKeyInfo(key);
        try {
            return payload(info, passwordOrNull, trailer);
        } finally {
            Arrays.fill(info, (byte) 0);
        }
    }

    /**
     * Encodes a key that the caller has encrypted.
     *
     * @param encryptedPrivateKeyInfo in DER, encrypted in one of the ways that docs/FORMAT.md lists
     * @param chainOrNull null or empty if the key is a secret key
     * @throws KeyStoreException if it is not an EncryptedPrivateKeyInfo, or no password could open it here
     */
    public static Payload protectedKey(
            byte[] encryptedPrivateKeyInfo, Certificate[] chainOrNull, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        try {
            if (PayloadStart.of(encryptedPrivateKeyInfo) != PayloadStart.Shape.ENCRYPTED_PRIVATE_KEY_INFO) {
                throw new MalformedEntryException(0, "an EncryptedPrivateKeyInfo of PKCS #5 or PKCS #12");
            }
            EncryptedKey.read(DerValue.of(encryptedPrivateKeyInfo, "the EncryptedPrivateKeyInfo"), true)
                    .requireReadable();
        } catch (MalformedEntryException e) {
            throw new KeyStoreException(
                    "The protected key is no EncryptedPrivateKeyInfo (PKCS #8) in DER, such as"
                            + " javax.crypto.EncryptedPrivateKeyInfo.getEncoded() returns. " + e.getMessage(),
                    e);
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException("The protected key could not be read back. " + e.getMessage(), e);
        }
        Certificate[] chain = chainOrNull == null ? new Certificate[0] : chainOrNull;
        return Payload.of(encryptedPrivateKeyInfo, trailer(chain, created, attributes));
    }

    /**
     * Encodes a secret key of any algorithm.
     *
     * @param key a key whose encoded form is available
     * @throws KeyStoreException if the key or an attribute cannot be stored
     */
    public static Payload secretKey(SecretKey key, char[] passwordOrNull, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        byte[] trailer = EntryAttributes.write(created, attributes);
        byte[] info = SecretKeyInfo.encode(key);
        try {
            return payload(info, passwordOrNull, trailer);
        } finally {
            Arrays.fill(info, (byte) 0);
        }
    }

    /**
     * Encodes the certificate chain of a private key that the kernel holds.
     *
     * @param attributes the attributes, of which one is the {@link HeldKeyNote}
     * @throws KeyStoreException if the chain, a certificate or an attribute cannot be stored
     */
    public static Payload heldPrivateKey(Certificate[] chain, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        return Payload.of(trailer(chain, created, attributes));
    }

    /**
     * Encodes the readable half of a secret key that the kernel holds: a PrivateKeyInfo like that of any secret key,
     * but without key bytes.
     *
     * @param attributes the attributes, of which one is the {@link HeldKeyNote}
     * @throws KeyStoreException if an attribute cannot be stored
     */
    public static Payload heldSecretKey(String algorithm, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        return Payload.of(SecretKeyInfo.encode(algorithm, new byte[0]), EntryAttributes.write(created, attributes));
    }

    /**
     * Encodes a private key as the kernel expects it, in PKCS #8 and DER.
     *
     * @param key a key whose encoded form is available
     * @throws KeyStoreException if it is not
     */
    public static Payload bare(PrivateKey key) throws KeyStoreException {
        byte[] info = privateKeyInfo(key);
        try {
            return Payload.of(info);
        } finally {
            Arrays.fill(info, (byte) 0);
        }
    }

    /**
     * Encodes a secret key as the kernel expects it, as its bytes.
     *
     * @param key a key whose encoded form is available
     * @throws KeyStoreException if it is not
     */
    public static Payload bare(SecretKey key) throws KeyStoreException {
        byte[] secret = SecretKeyInfo.encoded(key);
        try {
            return Payload.of(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Encodes a trusted certificate.
     *
     * @throws KeyStoreException if the certificate is not X.509, or an attribute cannot be stored
     */
    public static Payload certificate(Certificate certificate, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        return Payload.ofPublic(trailer(new Certificate[] {certificate}, created, attributes));
    }

    private static Payload payload(byte[] privateKeyInfo, char[] passwordOrNull, byte[] trailer)
            throws KeyStoreException {
        return Password.isGiven(passwordOrNull)
                ? Payload.of(EncryptedKey.encrypt(privateKeyInfo, passwordOrNull), trailer)
                : Payload.of(privateKeyInfo, trailer);
    }

    /**
     * Returns the key's PKCS #8 form after checking that it is read back as a private key; the caller wipes the result.
     */
    private static byte[] privateKeyInfo(PrivateKey key) throws KeyStoreException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new KeyStoreException("The private key (" + key.getAlgorithm() + ") has no encoded form: getEncoded()"
                    + " is null, as for keys held by a hardware token or another keystore. Only a key whose bytes"
                    + " can be"
                    + " had can be stored");
        }
        try {
            if (PayloadStart.of(encoded) == PayloadStart.Shape.PRIVATE_KEY_INFO
                    && !PlainKey.of(encoded).isSecretKey()) {
                return encoded;
            }
            throw new MalformedEntryException(0, "a PrivateKeyInfo");
        } catch (MalformedEntryException e) {
            Arrays.fill(encoded, (byte) 0);
            throw new KeyStoreException(
                    "The private key (" + key.getAlgorithm() + ", format " + key.getFormat()
                            + ") is not encoded as PKCS #8 in DER. " + e.getMessage(),
                    e);
        }
    }

    /** Encodes the parts that are not secret: the certificates and the attributes. */
    private static byte[] trailer(Certificate[] chain, Instant created, Set<Attribute> attributes)
            throws KeyStoreException {
        ByteArrayOutputStream trailer = new ByteArrayOutputStream();
        for (Certificate certificate : chain) {
            trailer.writeBytes(encoded(certificate));
        }
        CertificateChain.requireOrdered(chain);
        trailer.writeBytes(EntryAttributes.write(created, attributes));
        return trailer.toByteArray();
    }

    private static byte[] encoded(Certificate certificate) throws KeyStoreException {
        if (!(certificate instanceof X509Certificate)) {
            throw new KeyStoreException("Only X.509 certificates can be stored; one was "
                    + (certificate == null ? "null" : "of type " + certificate.getType()));
        }
        try {
            byte[] encoded = certificate.getEncoded();
            if (PayloadStart.of(encoded) != PayloadStart.Shape.CERTIFICATE) {
                throw new MalformedEntryException(0, "a Certificate");
            }
            DerValue.of(encoded, "the certificate");
            return encoded;
        } catch (CertificateEncodingException | MalformedEntryException e) {
            throw new KeyStoreException("A certificate is not encoded as X.509 in DER. " + e.getMessage(), e);
        }
    }
}
