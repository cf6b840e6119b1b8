package org.linuxkeyring.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.linuxkeyring.testing.TestKeys;

/** Keys with chains of which each is different in what a key manager looks at, made from a seed's random numbers. */
final class RandomIdentities {
    private static final List<String> KEYS =
            List.of("RSA", "RSA/2048/other", "RSASSA-PSS", "EC/secp256r1", "EC/secp384r1", "Ed25519", "DSA");

    private static final List<String> NAMES = List.of(
            "one.example",
            "two.example",
            "ONE.Example",
            "a.one.example",
            "*.one.example",
            "*.example",
            "w*.one.example",
            "web.one.example",
            "*.*.one.example",
            "a.*.example",
            "m\u00fcnchen.example",
            "xn--mnchen-3ya.example",
            "*.m\u00fcnchen.example",
            "a.xn--mnchen-3ya.example",
            "localhost",
            "*",
            "example",
            "a..b",
            "192.0.2.7",
            "2001:db8::7",
            "*.192.0.2.7");

    /** The names of the authorities that issue the certificates. */
    static final List<String> AUTHORITIES = List.of("CN=first", "CN=second,O=Org", "CN=third");

    private final Random random;
    private final Map<String, KeyPair> pairs = new HashMap<>();

    RandomIdentities(Random random) {
        this.random = random;
    }

    /** A key with its chain. */
    record Identity(PrivateKey key, X509Certificate[] chain) {}

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private KeyPair pair(String algorithm) {
        return pairs.computeIfAbsent(algorithm, name -> TestKeys.pair(name.replace("RSA/2048/other", "RSA")));
    }

    /** Makes another one; there are few keys, and each certificate is new. */
    Identity next() throws Exception {
        boolean byRsa = random.nextInt(4) == 0;
        KeyPair issuerPair = pair(byRsa ? "RSA" : "EC/secp256r1");
        String signature = byRsa ? "SHA256withRSA" : random.nextInt(5) == 0 ? "SHA1withECDSA" : "SHA256withECDSA";
        KeyPair pair = pair(any(KEYS));
        X500Principal issuer = new X500Principal(any(AUTHORITIES));
        X500Principal subject = random.nextInt(3) == 0
                ? new X500Principal("CN=\"" + any(NAMES) + "\",O=Org,CN=" + any(List.of("first", "two.example")))
                : new X500Principal("CN=\"" + any(NAMES) + "\"");
        Instant now = Instant.now();
        int life = random.nextInt(8);
        Date from = Date.from(now.plus(Duration.ofHours(life == 0 ? 5 : -5)));
        Date until = Date.from(now.plus(Duration.ofHours(life == 1 ? -1 : 50 + random.nextInt(9))));
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                X500Name.getInstance(issuer.getEncoded()),
                BigInteger.valueOf(Math.abs(random.nextLong())),
                from,
                until,
                X500Name.getInstance(subject.getEncoded()),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        List<GeneralName> names = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = any(NAMES);
            boolean isAddress = name.equals("192.0.2.7") || name.indexOf(':') > 0;
            names.add(new GeneralName(
                    isAddress ? GeneralName.iPAddress : GeneralName.dNSName, isAddress ? name : ascii(name)));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        switch (random.nextInt(6)) {
            case 0 -> builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            case 1 -> builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment));
            case 2 ->
                builder.addExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
            default -> {
                // The certificate is for any use.
            }
        }
        switch (random.nextInt(6)) {
            case 0 ->
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            case 1 ->
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            case 2 ->
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
            default -> {
                // The certificate is for any use.
            }
        }
        X509Certificate leaf = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(issuerPair.getPrivate())));
        if (random.nextBoolean()) {
            return new Identity(pair.getPrivate(), new X509Certificate[] {leaf});
        }
        return new Identity(pair.getPrivate(), new X509Certificate[] {leaf, authority(issuer, issuerPair)});
    }

    /** Returns the form in which a certificate has a DNS name; some have it in another, as given. */
    private String ascii(String name) {
        return name.chars().allMatch(c -> c < 0x80) ? name : java.net.IDN.toASCII(name);
    }

    private X509Certificate authority(X500Principal name, KeyPair pair) throws Exception {
        String root = random.nextBoolean() ? "CN=root" : name.getName();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                new X500Name(root),
                BigInteger.ONE,
                Date.from(Instant.now().minus(Duration.ofDays(1))),
                Date.from(Instant.now().plus(Duration.ofDays(9))),
                X500Name.getInstance(name.getEncoded()),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        String signature = pair.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }
}
