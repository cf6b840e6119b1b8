package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PublicKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.tls.KeyFacts.Interned;

/** What is kept of a chain, by which a key manager's choice is foreseen. */
class KeyFactsTest {
    private static final String HOST = "web.example";
    private static final String SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";

    /** A change of what a certificate says. */
    @FunctionalInterface
    private interface Change {
        void of(X509Certificate certificate) throws CertificateParsingException;
    }

    private static X509Certificate changed(Change change) throws CertificateParsingException {
        X509Certificate certificate = FakeCertificate.of(HOST);
        change.of(certificate);
        return certificate;
    }

    private static boolean[] use(int... bits) {
        boolean[] use = new boolean[9];
        for (int bit : bits) {
            use[bit] = true;
        }
        return use;
    }

    private static Change key(String algorithm) {
        PublicKey key = TestKeys.pair(algorithm).getPublic();
        return certificate -> when(certificate.getPublicKey()).thenReturn(key);
    }

    static List<Change> judgedDifferently() {
        PublicKey malformed = mock(PublicKey.class);
        when(malformed.getAlgorithm()).thenReturn("EC");
        when(malformed.getEncoded()).thenReturn(new byte[] {1, 2, 3});
        return List.of(
                key("EC/secp384r1"),
                key("RSA"),
                certificate -> when(certificate.getPublicKey()).thenReturn(malformed),
                certificate -> when(certificate.getSigAlgOID()).thenReturn("1.2.840.113549.1.1.10"),
                certificate -> when(certificate.getSigAlgParams()).thenReturn(new byte[] {5, 0}),
                certificate -> when(certificate.getKeyUsage()).thenReturn(use(0)),
                certificate -> when(certificate.getExtendedKeyUsage()).thenReturn(List.of(CLIENTS)),
                certificate -> when(certificate.getExtendedKeyUsage()).thenThrow(new CertificateParsingException()));
    }

    static List<Change> judgedAlike() {
        KeyPair another = TestKeys.fresh("EC/secp256r1");
        return List.of(
                certificate -> when(certificate.getPublicKey()).thenReturn(another.getPublic()),
                certificate -> when(certificate.getSubjectAlternativeNames()).thenReturn(List.of(List.of(2, "other"))));
    }

    @ParameterizedTest
    @MethodSource("judgedDifferently")
    void whatTheJdkLooksAtIsInTheProfileOfEachCertificate(Change change) throws Exception {
        X509Certificate plain = FakeCertificate.of(HOST);
        X509Certificate changed = changed(change);
        String profile = FakeCertificate.facts(plain, plain).profile();
        assertNotEquals(profile, FakeCertificate.facts(changed, plain).profile());
        assertNotEquals(profile, FakeCertificate.facts(plain, changed).profile());
        assertNotEquals(profile, FakeCertificate.facts(plain).profile());
        assertEquals(
                FakeCertificate.facts(changed).profile(),
                FakeCertificate.facts(changed(change)).profile());
    }

    @ParameterizedTest
    @MethodSource("judgedAlike")
    void whatTheJdkDoesNotLookAtIsNotInTheProfile(Change change) throws Exception {
        assertEquals(
                FakeCertificate.facts(FakeCertificate.of(HOST)).profile(),
                FakeCertificate.facts(changed(change)).profile());
    }

    /** Of a key the AlgorithmIdentifier counts with its parameters, and the size, but not the key itself. */
    @Test
    void anRsaKeysSizeIsInTheProfile() throws Exception {
        KeyPair small = TestKeys.pair("RSA");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        PublicKey smaller = generator.generateKeyPair().getPublic();
        PublicKey another = generator.generateKeyPair().getPublic();
        assertNotEquals(profile(small.getPublic()), profile(smaller));
        assertEquals(profile(another), profile(smaller));
    }

    private static String profile(PublicKey key) {
        return FakeCertificate.facts(FakeCertificate.of(key, "CN=first", 100, 199))
                .profile();
    }

    @Test
    void theFirstCertificateGivesNamesAlgorithmAndValidity() {
        KeyFacts facts = FakeCertificate.facts(
                FakeCertificate.of(HOST, "second.example"),
                FakeCertificate.of(TestKeys.pair("RSA").getPublic(), "CN=second", 0, 1, "other.example"));
        assertEquals(
                List.of("second.example", HOST), facts.names().stream().sorted().toList());
        assertEquals("EC", facts.algorithm());
        assertFalse(facts.isValid(99));
        assertTrue(facts.isValid(100));
        assertTrue(facts.isValid(199));
        assertFalse(facts.isValid(200));
    }

    @Test
    void eachChangeOfTheValidityIsForeseen() {
        KeyFacts facts = FakeCertificate.facts(FakeCertificate.of(HOST));
        assertEquals(100, facts.changesAfter(99));
        assertEquals(200, facts.changesAfter(100));
        assertEquals(200, facts.changesAfter(199));
        assertEquals(Long.MAX_VALUE, facts.changesAfter(200));
    }

    @Test
    void theIssuersOfTheWholeChainAreKeptOnceEachInCanonicalForm() {
        KeyFacts facts = FakeCertificate.facts(
                FakeCertificate.of(FakeCertificate.KEY, "CN=Second, O=Org", 0, 1),
                FakeCertificate.of(FakeCertificate.KEY, "CN=first", 0, 1),
                FakeCertificate.of(FakeCertificate.KEY, "CN=FIRST", 0, 1));
        assertEquals(List.of("cn=second,o=org", "cn=first"), facts.issuers());
    }

    @Test
    void aServersCertificateSuitsItsHostsWhileItIsValid() throws Exception {
        KeyFacts facts = FakeCertificate.facts(FakeCertificate.of(HOST));
        assertTrue(facts.suits(HOST, 100));
        assertTrue(facts.suits("WEB.example", 199));
        assertFalse(facts.suits("other.example", 100));
        assertFalse(facts.suits(HOST, 99));
        assertFalse(facts.suits(HOST, 200));
        assertFalse(FakeCertificate.facts(FakeCertificate.of()).suits(HOST, 100));
    }

    static List<Change> forServers() {
        return List.of(
                certificate -> when(certificate.getKeyUsage()).thenReturn(use(0, 4)),
                certificate -> when(certificate.getExtendedKeyUsage()).thenReturn(List.of(CLIENTS, SERVERS)));
    }

    static List<Change> notForServers() {
        return List.of(
                certificate -> when(certificate.getKeyUsage()).thenReturn(use(0)),
                certificate -> when(certificate.getKeyUsage()).thenReturn(use(4)),
                certificate -> when(certificate.getExtendedKeyUsage()).thenReturn(List.of(CLIENTS)),
                certificate -> when(certificate.getExtendedKeyUsage()).thenThrow(new CertificateParsingException()));
    }

    @ParameterizedTest
    @MethodSource("forServers")
    void aCertificateForServersAmongOtherUsesSuits(Change change) throws Exception {
        assertTrue(FakeCertificate.facts(changed(change)).suits(HOST, 150));
    }

    @ParameterizedTest
    @MethodSource("notForServers")
    void whatSomeJdksTakeForNoServersCertificateDoesNotSurelySuit(Change change) throws Exception {
        assertFalse(FakeCertificate.facts(changed(change)).suits(HOST, 150));
    }

    @Test
    void anAddressIsNoNameThatSurelySuits() {
        assertFalse(FakeCertificate.facts(FakeCertificate.of("192.0.2.7")).suits("192.0.2.7", 150));
    }

    @Test
    void theEntryIsDecodedOrRefusedLater() {
        KeyFacts facts = FakeCertificate.facts(FakeCertificate.of(HOST));
        assertEquals(Optional.empty(), facts.decoded());
        assertEquals(Optional.empty(), facts.refusal());
        PrivateKeyEntry entry = mock(PrivateKeyEntry.class);
        facts.decode(entry);
        assertSame(entry, facts.decoded().orElseThrow());
        assertFalse(facts.isRefused());
        UnrecoverableKeyException why = new UnrecoverableKeyException("why");
        facts.refuse(why);
        assertTrue(facts.isRefused());
        assertSame(why, facts.refusal().orElseThrow());
    }

    @Test
    void equalValuesAreKeptOnceUntilThereAreTooMany() {
        Interned interned = new Interned();
        String first = new String("first");
        assertSame(first, interned.of(first));
        assertSame(first, interned.of(new String("first")));
        for (int i = 0; i < 4095; i++) {
            interned.of(i);
        }
        String second = new String("first");
        assertSame(second, interned.of(second));
        assertNotSame(first, interned.of("first"));
    }
}
