package org.linuxkeyring.testing;

import static org.linuxkeyring.testing.ScratchKeyring.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * Entries that are of no use, or lie, each in its own way: whoever may write into a keyring can put them beside good
 * ones.
 */
public enum BadEntry {
    CERTIFICATE_THAT_THE_JDK_REFUSES(resource("certificate-jdk-refuses.der")),
    KEY_WITH_A_CERTIFICATE_THAT_THE_JDK_REFUSES(resource("key-with-certificate-jdk-refuses.pem")),
    CERTIFICATE_IN_BER(indefinite(certificate())),
    CERTIFICATE_THAT_BREAKS_OFF(Arrays.copyOf(certificate(), 100)),
    CHAIN_WITH_AN_ISSUER_THAT_THE_JDK_REFUSES(
            joined(pair().getPrivate().getEncoded(), certificate(), resource("certificate-jdk-refuses.der"))),
    CERTIFICATE_REQUEST(resource("csr.pem")),
    PUBLIC_KEY(pem("PUBLIC KEY", pair().getPublic().getEncoded())),
    OPENSSH_KEY(resource("openssh-key.pem")),
    PEM_WITHOUT_AN_END(bytes("-----BEGIN PRIVATE KEY-----\nMIGH")),
    CHARACTER_0(bytes("0")),
    KEY_THAT_BREAKS_OFF(Arrays.copyOf(pair().getPrivate().getEncoded(), 50)),
    KEY_WITHOUT_ITS_NUMBERS(joined(privateKey("1.2.840.113549.1.1.1"), certificate())),
    KEY_OF_AN_UNKNOWN_ALGORITHM(joined(privateKey("1.3.6.1.4.1.99999.1"), certificate())),
    KEY_ON_AN_UNKNOWN_CURVE(joined(onCurve("1.3.132.0.99"), certificate())),
    KEY_OF_ANOTHER_ALGORITHM_THAN_ITS_CERTIFICATE(
            joined(TestKeys.pair("RSA").getPrivate().getEncoded(), certificate())),
    SECRET_KEY_WITHOUT_AN_ALGORITHM(privateKey("1.2.840.113549.1.7.1")),
    KEY_ENCRYPTED_BY_AN_UNKNOWN_SCHEME(joined(
            sequence(sequence(oid("1.2.840.113549.1.5.99"), new ASN1Integer(1)), new DEROctetString(new byte[64])),
            certificate())),
    KEY_ENCRYPTED_BY_DAMAGED_PARAMETERS(joined(
            sequence(sequence(oid("1.2.840.113549.1.5.13"), new ASN1Integer(1)), new DEROctetString(new byte[64])),
            certificate())),
    PEM_ENCRYPTED_BY_AN_UNKNOWN_CIPHER(bytes("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
            + "DEK-Info: ROT13-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAAAAAAAAAAAAAAAAAAAA==\n"
            + "-----END RSA PRIVATE KEY-----\n")),
    FORGED_SERIAL_AND_EXPIRY(joined(
            pair().getPrivate().getEncoded(),
            certificate(),
            set(
                    attribute(Forged.ARC + "2", new DERUTF8String("many")),
                    attribute(Forged.ARC + "1", new DERGeneralizedTime("99991231235959Z"))))),
    FORGED_TYPE_AND_PERMISSIONS(joined(
            pair().getPrivate().getEncoded(),
            certificate(),
            set(
                    attribute(Forged.ARC + "3", new DERUTF8String("logon")),
                    attribute(Forged.ARC + "7", new DERUTF8String("all"))))),
    NOTE_OF_A_HELD_KEY_THAT_IS_NOT_THERE(
            joined(certificate(), set(attribute(Forged.HELD_KEY, new DEROctetString(bytes("nowhere")))))),
    DATE_THAT_IS_NONE(joined(certificate(), set(attribute("2.5.18.1", new DERUTF8String("today"))))),
    ATTRIBUTE_THAT_TAKES_TOO_LONG(joined(
            pair().getPrivate().getEncoded(),
            certificate(),
            set(attribute("1.2.3.4", new ASN1Integer(BigInteger.ONE.shiftLeft(10_000)))))),
    ATTRIBUTE_WITH_A_NAME_THAT_IS_NONE(
            joined(certificate(), set(attribute(Forged.NAMED, new DEROctetString(bytes("none")))))),
    NOT_TO_BE_FOUND(bytes("x")) {
        @Override
        void spoil(ScratchKeyring keyring, int key) {
            keyring.keyctl().setPermissions(key, 0x01000000);
        }
    },
    FORBIDDEN(bytes("x")) {
        @Override
        void spoil(ScratchKeyring keyring, int key) {
            keyring.keyctl().setPermissions(key, 0);
        }
    },
    REVOKED(bytes("x")) {
        @Override
        void spoil(ScratchKeyring keyring, int key) {
            keyring.keyctl().revoke(key);
        }
    },
    EXPIRING(certificate()) {
        /**
         * Not while tools look at it: keytool gives up where an alias that it has been told goes before it asks for the
         * entry.
         */
        @Override
        void spoil(ScratchKeyring keyring, int key) {
            keyring.keyctl().setTimeout(key, 600);
        }
    },
    LOGON(bytes("x")) {
        @Override
        public void addTo(ScratchKeyring keyring, String alias) {
            keyring.add("logon", "bad:" + alias, bytes("x"));
        }
    },
    KEYRING(new byte[0]) {
        @Override
        public void addTo(ScratchKeyring keyring, String alias) {
            keyring.add("keyring", alias, new byte[0]);
        }
    };

    /** Of docs/FORMAT.md and of the kernel's attributes; see docs/DIFFERENCES.md. */
    private static final class Forged {
        static final String ARC = "2.25.160306073509033791166918372274610564635.";
        static final String NAMED = "2.25.85042265955319002101197479744399273896";
        static final String HELD_KEY = ARC + "8";
    }

    private final byte[] payload;

    BadEntry(byte[] payload) {
        this.payload = payload;
    }

    /** Adds it to a keyring, as another tool would. */
    public void addTo(ScratchKeyring keyring, String alias) {
        spoil(keyring, keyring.add("user", alias, payload));
    }

    void spoil(ScratchKeyring keyring, int key) {
        // Its payload is all that is wrong with most of them.
    }

    private static KeyPair pair() {
        return TestKeys.pair("EC/secp256r1");
    }

    private static byte[] certificate() {
        try {
            return Certificates.LEAF.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One for all, made when the first of them is. */
    private static final class Certificates {
        static final X509Certificate LEAF = TestCertificates.chain(pair().getPublic(), 1)[0];
    }

    private static byte[] resource(String name) {
        try (InputStream in = BadEntry.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pem(String label, byte[] der) {
        return bytes("-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + label + "-----\n");
    }

    /** The same value with an indefinite length (X.690 section 8.1.3.6), which DER forbids. */
    private static byte[] indefinite(byte[] der) {
        return joined(new byte[] {0x30, (byte) 0x80}, Arrays.copyOfRange(der, 4, der.length), new byte[2]);
    }

    /** A PrivateKeyInfo of an algorithm, with a key that is none. */
    private static byte[] privateKey(String algorithm) {
        return sequence(new ASN1Integer(0), new DERSequence(oid(algorithm)), new DEROctetString(bytes("none")));
    }

    private static byte[] onCurve(String curve) {
        ASN1Encodable[] key = {new ASN1Integer(1), new DEROctetString(new byte[32])};
        ASN1Encodable[] algorithm = {oid("1.2.840.10045.2.1"), oid(curve)};
        return sequence(
                new ASN1Integer(0), new DERSequence(algorithm), new DEROctetString(encoded(new DERSequence(key))));
    }

    private static ASN1ObjectIdentifier oid(String text) {
        return new ASN1ObjectIdentifier(text);
    }

    private static DERSequence attribute(String name, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {oid(name), new DERSet(value)});
    }

    private static byte[] set(ASN1Encodable... attributes) {
        return encoded(new DERSet(attributes));
    }

    private static byte[] sequence(Object... values) {
        ASN1Encodable[] elements = Arrays.stream(values)
                .map(value -> value instanceof byte[] der ? DERSequence.getInstance(der) : (ASN1Encodable) value)
                .toArray(ASN1Encodable[]::new);
        return encoded(new DERSequence(elements));
    }

    private static byte[] encoded(org.bouncycastle.asn1.ASN1Object value) {
        try {
            return value.getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
