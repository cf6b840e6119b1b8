package org.linuxkeyring.fleet.message;

import java.io.IOException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Entries in publications: a tag for each kind of java.security.KeyStore's entries. */
public final class EntryCodec {
    private static final int PRIVATE_KEY = 0;
    private static final int SECRET_KEY = 1;
    private static final int CERTIFICATE = 2;
    private static final int MOST_CERTIFICATES = 100;

    private EntryCodec() {}

    /** Returns an entry in DER, for another process of this machine; the caller wipes it. */
    public static byte[] toBytes(KeyStore.Entry entry) throws MessageException {
        ASN1Encodable value = encode(entry);
        try {
            return Der.encode(value);
        } finally {
            Der.wipe(value);
        }
    }

    /** Reads what {@link #toBytes} returned. */
    public static KeyStore.Entry fromBytes(byte[] entry) throws MessageException {
        return Der.decode(entry, "entry", EntryCodec::decode);
    }

    static void requireKind(KeyStore.Entry entry) {
        if (!(entry instanceof KeyStore.PrivateKeyEntry
                || entry instanceof KeyStore.SecretKeyEntry
                || entry instanceof KeyStore.TrustedCertificateEntry)) {
            throw new IllegalArgumentException(
                    "An entry of class " + entry.getClass().getName()
                            + " cannot be published; a private key, a secret key or a trusted certificate can");
        }
    }

    /** Returns an entry as a value, which the caller wipes. */
    static ASN1Encodable encode(KeyStore.Entry entry) throws MessageException {
        if (entry instanceof KeyStore.PrivateKeyEntry pair) {
            List<ASN1Encodable> chain = new ArrayList<>();
            for (Certificate certificate : pair.getCertificateChain()) {
                chain.add(Certificates.encode(x509(certificate)));
            }
            byte[] encoded = encoded(pair.getPrivateKey(), "PKCS#8");
            try {
                PrivateKeyInfo key = PrivateKeyInfo.getInstance(encoded);
                return Fields.tagged(PRIVATE_KEY, Fields.sequence(key, Fields.sequence(chain)));
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        }
        if (entry instanceof KeyStore.SecretKeyEntry secret) {
            SecretKey key = secret.getSecretKey();
            return Fields.tagged(
                    SECRET_KEY,
                    Fields.sequence(Fields.text(key.getAlgorithm()), new DEROctetString(encoded(key, "RAW"))));
        }
        return Fields.tagged(
                CERTIFICATE,
                Certificates.encode(x509(((KeyStore.TrustedCertificateEntry) entry).getTrustedCertificate())));
    }

    private static X509Certificate x509(Certificate certificate) throws MessageException {
        if (certificate instanceof X509Certificate x509) {
            return x509;
        }
        throw new MessageException("A certificate of type " + certificate.getType() + " cannot be published");
    }

    private static byte[] encoded(Key key, String format) throws MessageException {
        byte[] encoded = key.getEncoded();
        if (encoded == null || !format.equals(key.getFormat())) {
            throw new MessageException("A key that its keystore does not give out cannot be published. Publish it from"
                    + " the file that it came from");
        }
        return encoded;
    }

    /** Decodes an entry, and wipes the value that it is in. */
    static KeyStore.Entry decode(ASN1Encodable value) throws IOException, MessageException {
        try {
            return entry(value);
        } finally {
            Der.wipe(value);
        }
    }

    private static KeyStore.Entry entry(ASN1Encodable value) throws IOException, MessageException {
        ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(value);
        ASN1Encodable content = tagged.getExplicitBaseObject();
        if (tagged.hasContextTag(PRIVATE_KEY)) {
            return privateKey(Fields.of(content));
        }
        if (tagged.hasContextTag(SECRET_KEY)) {
            return secretKey(Fields.of(content));
        }
        if (tagged.hasContextTag(CERTIFICATE)) {
            return new KeyStore.TrustedCertificateEntry(Certificates.decode(content));
        }
        throw new IllegalArgumentException("its entry is of no known kind");
    }

    private static KeyStore.Entry privateKey(Fields fields) throws IOException, MessageException {
        PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(PrivateKeyInfo.getInstance(fields.next()));
        List<X509Certificate> chain = new ArrayList<>();
        for (ASN1Encodable each : Fields.list(fields.next(), MOST_CERTIFICATES)) {
            chain.add(Certificates.decode(each));
        }
        fields.end();
        return new KeyStore.PrivateKeyEntry(key, chain.toArray(X509Certificate[]::new));
    }

    private static KeyStore.Entry secretKey(Fields fields) {
        String algorithm = fields.text();
        byte[] key = fields.octets();
        fields.end();
        return new KeyStore.SecretKeyEntry(new SecretKeySpec(key, algorithm));
    }
}
