package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.BadEntry;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A bad entry affects no other entry, wherever it is among good ones and whichever method goes through them. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class BadNeighbourTest extends OnEachBackend {
    private static final int ATTEMPTS = 50;
    private static final String WEB = "web";
    private static final String CA = "ca";
    private static final KeyPair PAIR = TestKeys.pair("RSA");
    private static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);

    private static final List<Good> GOOD = List.of(
            store -> store.setKeyEntry(WEB, PAIR.getPrivate(), null, CHAIN),
            store -> store.setCertificateEntry(CA, TestCertificates.root()));

    /**
     * These entries are well-formed: only a claim in them is false, or they have not ended yet; a chain ends before a
     * certificate that is not its issuer.
     */
    private static final Set<BadEntry> USABLE = EnumSet.of(
            BadEntry.FORGED_SERIAL_AND_EXPIRY,
            BadEntry.FORGED_TYPE_AND_PERMISSIONS,
            BadEntry.DATE_THAT_IS_NONE,
            BadEntry.CHAIN_WITH_AN_ISSUER_THAT_THE_JDK_REFUSES,
            BadEntry.EXPIRING,
            BadEntry.LOGON);

    private static final Set<BadEntry> UNTOUCHABLE = EnumSet.of(BadEntry.FORBIDDEN, BadEntry.NOT_TO_BE_FOUND);

    private KeyStore store;

    BadNeighbourTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void storeGoodEntries() throws Exception {
        store = scratch().keyStore();
        for (Good good : GOOD) {
            good.addTo(store);
        }
    }

    @FunctionalInterface
    private interface Good {
        void addTo(KeyStore store) throws Exception;
    }

    enum Place {
        FIRST,
        MIDDLE,
        LAST
    }

    static Stream<Arguments> badEntriesInEachPlace() {
        return Stream.of(BadEntry.values())
                .flatMap(bad -> Stream.of(Place.values()).map(place -> Arguments.of(bad, place)));
    }

    /**
     * Adds an entry before the others. In memory the order is that of adding; in the kernel it depends on a hash, so
     * names are tried until one fits.
     */
    private void add(BadEntry bad, Place place) throws Exception {
        int at = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String name = "bad" + attempt;
            scratch().keyctl().clear(scratch().serial());
            for (int step = 0; step < GOOD.size() + 1; step++) {
                if (step == (place.ordinal() + attempt) % (GOOD.size() + 1)) {
                    bad.addTo(scratch(), name);
                }
                if (step < GOOD.size()) {
                    GOOD.get(step).addTo(store);
                }
            }
            List<String> aliases = Collections.list(store.aliases());
            at = aliases.indexOf(bad == BadEntry.LOGON ? "%logon:bad:" + name : name);
            if (at < 0 || at == place.ordinal()) {
                return;
            }
        }
        fail("never " + place + ", but number " + at);
    }

    @ParameterizedTest
    @MethodSource("badEntriesInEachPlace")
    void noMethodThatGoesThroughAllThrows(BadEntry bad, Place place) throws Exception {
        add(bad, place);

        List<String> aliases = Collections.list(store.aliases());
        assertTrue(aliases.containsAll(List.of(WEB, CA)));
        assertEquals(aliases.size(), store.size());
        for (String alias : aliases) {
            assertTrue(store.containsAlias(alias));
            boolean isKey = store.isKeyEntry(alias);
            boolean isCertificate = store.isCertificateEntry(alias);
            assertFalse(isKey && isCertificate);
            assertEquals(
                    isKey,
                    store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)
                            || store.entryInstanceOf(alias, KeyStore.SecretKeyEntry.class));
            store.getCreationDate(alias);
            assertNotNull(spi().engineGetAttributes(alias));
            store.getCertificateChain(alias);
            store.getCertificate(alias);
            if (isKey) {
                assertNotNull(store.getKey(alias, null));
                assertNotNull(store.getEntry(alias, null));
            }
        }
        assertEquals(WEB, store.getCertificateAlias(CHAIN[0]));
        assertEquals(CA, store.getCertificateAlias(TestCertificates.root()));
        assertNull(store.getCertificateAlias(TestCertificates.selfSigned("of no entry")));
        assertEquals(PAIR.getPrivate(), store.getKey(WEB, null));
    }

    /** KeyStore has getAttributes from JDK 18 on. */
    private LinuxKeyringKeyStore spi() throws Exception {
        return (LinuxKeyringKeyStore) KeyringKeyStore.of(scratch().keyStore());
    }

    @ParameterizedTest
    @MethodSource("badEntriesInEachPlace")
    void theJdksFactoriesServeAndTrustTheOthers(BadEntry bad, Place place) throws Exception {
        add(bad, place);

        for (String algorithm : List.of("SunX509", "NewSunX509")) {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(algorithm, "SunJSSE");
            keys.init(store, null);
            X509ExtendedKeyManager manager = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
            String alias = manager.chooseEngineServerAlias("RSA", null, null);
            assertEquals(PAIR.getPrivate(), manager.getPrivateKey(alias), algorithm);
        }
        for (String algorithm : List.of("SunX509", "PKIX")) {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(algorithm, "SunJSSE");
            trust.init(store);
            X509TrustManager manager = (X509TrustManager) trust.getTrustManagers()[0];
            assertTrue(List.of(manager.getAcceptedIssuers()).contains(TestCertificates.root()), algorithm);
        }
        assertTrue(new PKIXParameters(store)
                .getTrustAnchors().stream()
                        .anyMatch(anchor -> TestCertificates.root().equals(anchor.getTrustedCert())));
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForItHearsWhyAndMayDeleteIt(BadEntry bad) throws Exception {
        bad.addTo(scratch(), "bad");
        String alias = bad == BadEntry.LOGON ? "%logon:bad:bad" : "bad";

        if (bad == BadEntry.KEYRING) {
            assertNull(store.getEntry(alias, null));
        } else if (USABLE.contains(bad)) {
            assertNotNull(store.getEntry(alias, null));
        } else {
            GeneralSecurityException refused =
                    assertThrows(GeneralSecurityException.class, () -> store.getEntry(alias, null));
            String message = refused.getMessage();
            assertEquals(message.indexOf("alias 'bad'"), message.lastIndexOf("alias 'bad'"), message);
            assertTrue(refused instanceof NoSuchAlgorithmException || message.contains("alias 'bad'"), message);
        }
        if (!UNTOUCHABLE.contains(bad)) {
            store.deleteEntry(alias);
            assertFalse(store.containsAlias(alias));
        }
    }

    @Test
    void whatAPayloadSaysOfTheKernelsKeyIsNotShown() throws Exception {
        BadEntry.FORGED_SERIAL_AND_EXPIRY.addTo(scratch(), "first");
        BadEntry.FORGED_TYPE_AND_PERMISSIONS.addTo(scratch(), "second");

        Set<KeyStore.Entry.Attribute> first = store.getEntry("first", null).getAttributes();
        Set<KeyStore.Entry.Attribute> second = store.getEntry("second", null).getAttributes();

        assertTrue(KeyringAttribute.SERIAL.in(first).get().matches("[0-9]+"));
        assertTrue(KeyringAttribute.EXPIRY.in(first).map(Instant::parse).isEmpty());
        assertEquals("user", KeyringAttribute.TYPE.in(second).get());
        assertTrue(KeyringAttribute.PERMISSIONS.in(second).get().startsWith("0x"));
        assertEquals(
                second.size(),
                second.stream()
                        .map(KeyStore.Entry.Attribute::getName)
                        .distinct()
                        .count());
    }

    @Test
    void aForgedExpiryDoesNotKeepAnEntryFromBeingReplaced() throws Exception {
        BadEntry.FORGED_SERIAL_AND_EXPIRY.addTo(scratch(), "forged");

        store.setKeyEntry("forged", PAIR.getPrivate(), null, CHAIN);

        assertInstanceOf(PrivateKey.class, store.getKey("forged", null));
    }
}
