package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The keystore that the JDK's managers are made of. */
class FixedKeyStoreTest {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);

    private final KeyStore.PrivateKeyEntry web = new KeyStore.PrivateKeyEntry(PAIR.getPrivate(), CHAIN);
    private final KeyStore.TrustedCertificateEntry root = new KeyStore.TrustedCertificateEntry(TestCertificates.root());
    private KeyStore fixed;

    @BeforeEach
    void aKeyAndATrustedCertificate() throws Exception {
        Map<String, KeyStore.Entry> entries = new LinkedHashMap<>();
        entries.put("web", web);
        entries.put("root", root);
        fixed = FixedKeyStore.of(entries);
    }

    @Test
    void entriesAreInTheOrderOfTheMap() throws Exception {
        assertEquals(List.of("web", "root"), Collections.list(fixed.aliases()));
        assertEquals(2, fixed.size());
        assertTrue(fixed.containsAlias("web"));
        assertFalse(fixed.containsAlias("none"));
    }

    @Test
    void aKeyEntryHasKeyAndChain() throws Exception {
        assertTrue(fixed.isKeyEntry("web"));
        assertFalse(fixed.isCertificateEntry("web"));
        assertEquals(PAIR.getPrivate(), fixed.getKey("web", null));
        assertArrayEquals(CHAIN, fixed.getCertificateChain("web"));
        assertEquals(CHAIN[0], fixed.getCertificate("web"));
        assertSame(web, fixed.getEntry("web", null));
        assertNull(fixed.getCreationDate("web"));
    }

    @Test
    void aTrustedCertificateHasNoKey() throws Exception {
        assertTrue(fixed.isCertificateEntry("root"));
        assertFalse(fixed.isKeyEntry("root"));
        assertNull(fixed.getKey("root", null));
        assertNull(fixed.getCertificateChain("root"));
        assertEquals(TestCertificates.root(), fixed.getCertificate("root"));
        assertSame(root, fixed.getEntry("root", null));
    }

    @Test
    void aCertificatesAliasIsFound() throws Exception {
        assertEquals("web", fixed.getCertificateAlias(CHAIN[0]));
        assertEquals("root", fixed.getCertificateAlias(TestCertificates.root()));
        assertNull(fixed.getCertificateAlias(TestCertificates.selfSigned("of no entry")));
    }

    @Test
    void whatIsNotThereIsNull() throws Exception {
        assertNull(fixed.getKey("none", null));
        assertNull(fixed.getCertificate("none"));
        assertNull(fixed.getCertificateChain("none"));
        assertFalse(fixed.isKeyEntry("none"));
        assertFalse(fixed.isCertificateEntry("none"));
    }

    @Test
    void nothingIsChanged() {
        List<Executable> changes = List.of(
                () -> fixed.setKeyEntry("new", PAIR.getPrivate(), null, CHAIN),
                () -> fixed.setKeyEntry("new", new byte[0], CHAIN),
                () -> fixed.setCertificateEntry("new", CHAIN[0]),
                () -> fixed.deleteEntry("web"),
                () -> fixed.store(new ByteArrayOutputStream(), null));
        for (Executable change : changes) {
            assertThrows(UnsupportedOperationException.class, change);
        }
    }
}
