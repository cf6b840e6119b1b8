package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificateEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.mockito.Mockito.mock;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract on trusted certificates, by {@code setCertificateEntry}, and on finding an alias by its certificate. */
interface KeyStoreContractCertificates extends KeyStoreContractFixture {
    @Test
    default void aTrustedCertificateComesBack() throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(certificate, each.getCertificate("alias"));
            assertInstanceOf(X509Certificate.class, each.getCertificate("alias"));
            assertTrue(each.isCertificateEntry("alias"));
            assertFalse(each.isKeyEntry("alias"));
        }
    }

    @Test
    default void aTrustedCertificateHasNeitherKeyNorChain() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertNull(each.getKey("alias", null));
            assertNull(each.getKey("alias", password()));
            assertNull(each.getCertificateChain("alias"));
        }
    }

    @Test
    default void aNewCertificateTakesThePlaceOfTheOldOne() throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());
        keyStore.setCertificateEntry("alias", certificate);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(1, each.size());
            assertEquals(certificate, each.getCertificate("alias"));
        }
    }

    @Test
    default void aCertificateDoesNotTakeThePlaceOfAKey() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("private", ecKey(), password(), ecChain());
        keyStore.setKeyEntry("secret", aes(), null, null);

        for (String alias : List.of("private", "secret")) {
            assertThrows(KeyStoreException.class, () -> keyStore.setCertificateEntry(alias, certificate()));
            assertThrows(KeyStoreException.class, () -> keyStore.setEntry(alias, certificateEntry(), null));
            assertTrue(keyStore.isKeyEntry(alias));
        }
        assertEquals(ecKey(), keyStore.getKey("private", password()));
        assertEquals(aes(), keyStore.getKey("secret", null));
    }

    @Test
    default void aCertificateThatIsNotX509IsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setCertificateEntry("alias", mock(Certificate.class)));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void anAliasIsFoundByItsTrustedCertificate() throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("other", certificate());
        keyStore.setKeyEntry("secret", aes(), null, null);
        keyStore.setCertificateEntry("alias", certificate);

        assertEquals("alias", keyStore.getCertificateAlias(certificate));
        assertEquals("alias", reopened(keyStore).getCertificateAlias(certificate));
    }

    @Test
    default void anAliasIsFoundByTheLeafOfItsChainOnly() throws Exception {
        X509Certificate[] chain = ecChain();
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password(), chain);

        assertEquals("alias", keyStore.getCertificateAlias(chain[0]));
        assertNull(keyStore.getCertificateAlias(chain[1]));
    }

    @Test
    default void ofTwoAliasesWithOneCertificateEitherIsFound() throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("one", certificate);
        keyStore.setCertificateEntry("two", certificate);

        assertTrue(Set.of("one", "two").contains(keyStore.getCertificateAlias(certificate)));
        assertEquals(2, keyStore.size());
    }

    @Test
    default void aCertificateThatIsNotThereHasNoAlias() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());

        assertNull(keyStore.getCertificateAlias(certificate()));
        assertNull(keyStore.getCertificateAlias(null));
    }
}
