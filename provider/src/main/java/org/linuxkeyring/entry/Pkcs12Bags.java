package org.linuxkeyring.entry;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.crypto.CryptoException;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.EncodedCertificate;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.pbe.PasswordScheme;

/**
 * The contents of a PKCS #12 file (RFC 7292 section 4.2), counted by kind, because the JDK's keystore silently skips
 * bags that it does not read.
 *
 * @param plainKeys the number of keys that are not individually encrypted (KeyBag)
 * @param encryptedKeys the number of individually encrypted private keys (PKCS8ShroudedKeyBag)
 * @param secrets the number of SecretBags, in which the JDK keeps secret keys and others any secret
 * @param certificates all certificates, without repetitions
 * @param others the number of bags of other types, such as revocation lists
 */
public record Pkcs12Bags(int plainKeys, int encryptedKeys, int secrets, List<Certificate> certificates, int others) {
    /** The limit on nested SafeContentsBags. RFC 7292 has none, and no known program nests them. */
    private static final int MOST_NESTED = 8;

    public Pkcs12Bags {
        certificates = List.copyOf(certificates);
    }

    /**
     * Counts the bags of a file that the JDK has opened with the password.
     *
     * @throws GeneralSecurityException if a part is encrypted in an unsupported way, or a certificate is damaged
     * @throws IOException if the file is not PKCS #12
     */
    public static Pkcs12Bags of(byte[] file, char[] password) throws GeneralSecurityException, IOException {
        Counter counter = new Counter();
        try {
            byte[] safe = octets(Pfx.getInstance(file).getAuthSafe());
            for (ContentInfo part : AuthenticatedSafe.getInstance(safe).getContentInfo()) {
                counter.addAll(part, password);
            }
        } catch (RuntimeException e) {
            // Bouncy Castle's ASN.1 classes throw ClassCastException and NullPointerException for a wrong
            // structure.
            throw new IOException("It is no PKCS #12 file", e);
        }
        return new Pkcs12Bags(
                counter.plainKeys,
                counter.encryptedKeys,
                counter.secrets,
                counter.certificates.stream().distinct().toList(),
                counter.others);
    }

    private static byte[] octets(ContentInfo data) {
        return ASN1OctetString.getInstance(data.getContent()).getOctets();
    }

    private static final class Counter {
        private final List<Certificate> certificates = new ArrayList<>();
        private int plainKeys;
        private int encryptedKeys;
        private int secrets;
        private int others;

        void addAll(ContentInfo part, char[] password) throws GeneralSecurityException {
            if (part.getContentType().equals(PKCSObjectIdentifiers.data)) {
                addAll(octets(part));
            } else if (part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                addAll(decrypt(EncryptedData.getInstance(part.getContent()), password));
            } else {
                throw new NoSuchAlgorithmException("A part of it is encrypted with a public key");
            }
        }

        private void addAll(byte[] safeContents) throws CertificateException {
            try {
                addAll(ASN1Sequence.getInstance(safeContents), 0);
            } finally {
                Arrays.fill(safeContents, (byte) 0);
            }
        }

        private void addAll(ASN1Sequence bags, int depth) throws CertificateException {
            if (depth > MOST_NESTED) {
                throw new IllegalArgumentException("nested too deeply");
            }
            for (ASN1Encodable each : bags) {
                SafeBag bag = SafeBag.getInstance(each);
                ASN1ObjectIdentifier type = bag.getBagId();
                if (type.equals(PKCSObjectIdentifiers.keyBag)) {
                    plainKeys++;
                } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
                    encryptedKeys++;
                } else if (type.equals(PKCSObjectIdentifiers.secretBag)) {
                    secrets++;
                } else if (type.equals(PKCSObjectIdentifiers.safeContentsBag)) {
                    addAll(ASN1Sequence.getInstance(bag.getBagValue()), depth + 1);
                } else if (type.equals(PKCSObjectIdentifiers.certBag)) {
                    addCertificate(CertBag.getInstance(bag.getBagValue()));
                } else {
                    others++;
                }
            }
        }

        private void addCertificate(CertBag bag) throws CertificateException {
            if (!bag.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
                others++;
                return;
            }
            byte[] encoded = ASN1OctetString.getInstance(bag.getCertValue()).getOctets();
            certificates.add(CertificateChain.decode(EncodedCertificate.read(DerValue.of(encoded, "a certificate"))));
        }

        private static byte[] decrypt(EncryptedData data, char[] password) throws GeneralSecurityException {
            try {
                byte[] encrypted = data.getContent().getOctets();
                return EncryptedKey.run(
                        PasswordScheme.read(data.getEncryptionAlgorithm()).cipher(false, password),
                        encrypted,
                        0,
                        encrypted.length);
            } catch (CryptoException e) {
                throw new InvalidAlgorithmParameterException("A part of it cannot be decrypted", e);
            }
        }
    }
}
