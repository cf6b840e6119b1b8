package org.linuxkeyring.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates made on the spot: a root, two authorities below it, and leaves for any public key. The authorities sign
 * with EC keys, so that a key which cannot sign (X25519, DH, ML-KEM) gets a certificate as well.
 */
public final class TestCertificates {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<Authority> AUTHORITIES = authorities();

    private TestCertificates() {}

    /** The self-signed certificate every chain of this class ends at. */
    public static X509Certificate root() {
        return AUTHORITIES.get(0).certificate;
    }

    /** A self-signed certificate for itself alone: {@code name} is its common name. */
    public static X509Certificate selfSigned(String name) {
        return Authority.selfSigned(name).certificate;
    }

    /**
     * A chain, leaf first, of 1 to 4 certificates. It ends at {@link #root()}, which a chain of one certificate, as
     * servers often have it, leaves out.
     */
    public static X509Certificate[] chain(PublicKey key, int length) {
        List<X509Certificate> chain = new ArrayList<>();
        int depth = Math.max(0, length - 2);
        chain.add(AUTHORITIES.get(depth).issue("leaf " + RANDOM.nextLong(), key, false));
        for (int i = depth; i >= 0 && chain.size() < length; i--) {
            chain.add(AUTHORITIES.get(i).certificate);
        }
        return chain.toArray(X509Certificate[]::new);
    }

    /** A chain as {@link #chain} makes it, for a server of this DNS name. */
    public static X509Certificate[] chainFor(String host, PublicKey key) {
        return AUTHORITIES.get(0).chain(key, Duration.ofDays(1), List.of(new GeneralName(GeneralName.dNSName, host)));
    }

    /** A chain whose first certificate has expired. */
    public static X509Certificate[] expiredChain(PublicKey key) {
        return AUTHORITIES.get(0).chain(key, Duration.ofMinutes(-1), List.of());
    }

    /**
     * Self-signed, each with a name of its own, all with one RSA key, and of the size of those in public trust stores.
     */
    public static List<X509Certificate> publicAuthorities(int count) {
        KeyPair pair = TestKeys.pair("RSA");
        return IntStream.range(0, count)
                .mapToObj(i -> new X500Principal("C=US, O=\"A Certification Authority of Some Renown, Inc.\","
                        + " OU=\"(c) 2026 A Certification Authority, Inc. - For authorized use only\","
                        + " CN=A Certification Authority Global Root G" + i))
                .map(name -> Authority.certify(name, pair.getPrivate(), name, pair.getPublic(), true))
                .toList();
    }

    /** A server's, by one of {@link #publicAuthorities}. */
    public static X509Certificate issuedBy(X509Certificate publicAuthority) {
        KeyPair pair = TestKeys.pair("RSA");
        X500Principal name = new X500Principal("CN=localhost");
        X500Principal issuer = publicAuthority.getSubjectX500Principal();
        return Authority.certify(issuer, pair.getPrivate(), name, pair.getPublic(), false);
    }

    private static List<Authority> authorities() {
        Authority root = Authority.selfSigned("root");
        Authority first = root.authority("first authority");
        return List.of(root, first, first.authority("second authority"));
    }

    private record Authority(PrivateKey key, X509Certificate certificate) {
        static Authority selfSigned(String name) {
            KeyPair pair = TestKeys.fresh("EC/secp256r1");
            X500Principal subject = new X500Principal("CN=" + name);
            return new Authority(
                    pair.getPrivate(), certify(subject, pair.getPrivate(), subject, pair.getPublic(), true));
        }

        Authority authority(String name) {
            KeyPair pair = TestKeys.fresh("EC/secp256r1");
            return new Authority(pair.getPrivate(), issue(name, pair.getPublic(), true));
        }

        X509Certificate issue(String name, PublicKey subjectKey, boolean authority) {
            X500Principal subject = new X500Principal("CN=" + name);
            return certify(certificate.getSubjectX500Principal(), key, subject, subjectKey, authority);
        }

        X509Certificate[] chain(PublicKey subjectKey, Duration life, List<GeneralName> names) {
            X500Principal subject = new X500Principal("CN=leaf " + RANDOM.nextLong());
            X500Principal issuer = certificate.getSubjectX500Principal();
            return new X509Certificate[] {certify(issuer, key, subject, subjectKey, false, life, names), certificate};
        }

        private static String signature(PrivateKey key) {
            return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        }

        private static X509Certificate certify(
                X500Principal issuer,
                PrivateKey issuerKey,
                X500Principal subject,
                PublicKey subjectKey,
                boolean authority) {
            return certify(issuer, issuerKey, subject, subjectKey, authority, Duration.ofDays(1), List.of());
        }

        private static X509Certificate certify(
                X500Principal issuer,
                PrivateKey issuerKey,
                X500Principal subject,
                PublicKey subjectKey,
                boolean authority,
                Duration life,
                List<GeneralName> names) {
            Instant now = Instant.now();
            Date from = Date.from(now.minus(Duration.ofHours(1)));
            Date until = Date.from(now.plus(life));
            BigInteger serial = new BigInteger(64, RANDOM);
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(issuer, serial, from, until, subject, subjectKey);
            try {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
                if (!names.isEmpty()) {
                    GeneralNames all = new GeneralNames(names.toArray(GeneralName[]::new));
                    builder.addExtension(Extension.subjectAlternativeName, false, all);
                }
                return new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(new JcaContentSignerBuilder(signature(issuerKey)).build(issuerKey)));
            } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
                throw new IllegalStateException("cannot certify " + subject, e);
            }
        }
    }
}
