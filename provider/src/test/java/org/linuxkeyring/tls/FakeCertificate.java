package org.linuxkeyring.tls;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.linuxkeyring.keystore.LinkedEntries.Place;
import org.linuxkeyring.keystore.LinkedEntries.Seen;
import org.linuxkeyring.testing.TestKeys;

/** Certificates that say what a test needs, and entries with such ones as an index has them. */
final class FakeCertificate {
    static final PublicKey KEY = TestKeys.pair("EC/secp256r1").getPublic();

    private FakeCertificate() {}

    /** A certificate for any use, which is valid from the one to the other time in milliseconds since 1970. */
    static X509Certificate of(PublicKey key, String issuer, long notBefore, long notAfter, String... hosts) {
        X509Certificate certificate = mock(X509Certificate.class);
        X500Principal subject = new X500Principal("O=Org");
        X500Principal by = new X500Principal(issuer);
        List<List<?>> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(List.of(2, host));
        }
        try {
            when(certificate.getSubjectAlternativeNames()).thenReturn(names.isEmpty() ? null : names);
            when(certificate.getExtendedKeyUsage()).thenReturn(null);
        } catch (CertificateParsingException e) {
            throw new IllegalStateException(e);
        }
        when(certificate.getPublicKey()).thenReturn(key);
        when(certificate.getSubjectX500Principal()).thenReturn(subject);
        when(certificate.getIssuerX500Principal()).thenReturn(by);
        when(certificate.getNotBefore()).thenReturn(new Date(notBefore));
        when(certificate.getNotAfter()).thenReturn(new Date(notAfter));
        when(certificate.getSigAlgOID()).thenReturn("1.2.840.10045.4.3.2");
        return certificate;
    }

    static X509Certificate of(String... hosts) {
        return of(KEY, "CN=first", 100, 199, hosts);
    }

    static KeyFacts facts(X509Certificate... chain) {
        return KeyFacts.of(chain, new KeyFacts.Interned());
    }

    /** The entry of a chain, at that place among all. */
    static Watched<KeyFacts> entry(String alias, int order, X509Certificate... chain) {
        Watched<KeyFacts> entry = new Watched<>(
                new Place(alias, null),
                Optional.of(new Seen<>(
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Instant.MAX,
                        Optional.of(facts(chain)),
                        Optional.empty())));
        entry.move(order);
        return entry;
    }
}
