package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.storePassword;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.ForeignPkcs12;
import org.linuxkeyring.testing.TestCertificates;

/** PKCS12's own rules on what is stored and what comes back of it. */
public interface Pkcs12StorageDifferences extends KeyStoreContractDifferences {
    @Test
    @Override
    @DisplayName("PKCS12 keeps changes to the instance until they are stored and loaded")
    default void whenAChangeIsSeen() throws Exception {
        KeyStore keyStore = empty();
        KeyStore before = reopened(keyStore);
        keyStore.setKeyEntry("alias", aes(), null, null);

        assertFalse(before.containsAlias("alias"));
        assertTrue(reopened(keyStore).containsAlias("alias"));
    }

    @Test
    @Override
    @DisplayName("PKCS12 dates a trusted certificate when it is loaded")
    default void creationDateOfATrustedCertificate() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());
        byte[] stored = stored(keyStore);
        Instant loading = Instant.ofEpochMilli(System.currentTimeMillis());
        KeyStore reopened = notLoaded();
        reopened.load(new ByteArrayInputStream(stored), storePassword());

        assertFalse(reopened.getCreationDate("alias").toInstant().isBefore(loading));
    }

    @Test
    @Override
    @DisplayName("PKCS12 dates an entry without a date when it is loaded")
    default void creationDateOfAnEntryWithoutOne() throws Exception {
        Instant loading = Instant.ofEpochMilli(System.currentTimeMillis());
        KeyStore keyStore = notLoaded();
        keyStore.load(new ByteArrayInputStream(ForeignPkcs12.privateKey("alias", ecKey(), password())), null);

        assertEquals(ecKey(), keyStore.getKey("alias", password()));
        assertFalse(keyStore.getCreationDate("alias").toInstant().isBefore(loading));
    }

    @Test
    @Override
    @DisplayName("PKCS12 hides a certificate that lacks Oracle's trust attribute")
    default void certificatesWithoutATrustAttribute() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(new ByteArrayInputStream(ForeignPkcs12.certificate("alias", certificate())), null);

        assertEquals(0, keyStore.size());
        assertNull(keyStore.getCertificate("alias"));
    }

    @Test
    @Override
    @DisplayName("PKCS12 completes a chain by other entries' certificates when it loads")
    default void chainsBesideTheirIssuers() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(KeyStoreContractExamples.ec().getPublic(), 1);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, chain);
        keyStore.setCertificateEntry("root", TestCertificates.root());

        assertEquals(1, keyStore.getCertificateChain("alias").length);
        assertEquals(2, reopened(keyStore).getCertificateChain("alias").length);
    }

    @Test
    @Override
    @DisplayName("PKCS12 needs a stream to store to")
    default void storingToNoStream() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(NullPointerException.class, () -> keyStore.store(null, storePassword()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 does not store with a LoadStoreParameter")
    default void storingWithAParameter() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(UnsupportedOperationException.class, () -> keyStore.store(null));
        assertThrows(UnsupportedOperationException.class, () -> keyStore.store(() -> protection()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 holds the entries in the stream")
    default void whatTheStreamHolds() throws Exception {
        KeyStore keyStore = filled(empty());
        byte[] stored = stored(keyStore);
        keyStore.deleteEntry("private");
        keyStore.load(new ByteArrayInputStream(stored), storePassword());

        assertEquals(3, keyStore.size());
        assertTrue(keyStore.isKeyEntry("private"));
    }

    @Test
    @Override
    @DisplayName("PKCS12 refuses an empty stream")
    default void loadingAnEmptyStream() throws Exception {
        KeyStore keyStore = notLoaded();

        assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(new byte[0]), null));
    }

    @Test
    @Override
    @DisplayName("PKCS12 checks its integrity by the store password, unless there is none")
    default void theStorePassword() throws Exception {
        byte[] stored = stored(filled(empty()));
        KeyStore keyStore = notLoaded();

        IOException wrong =
                assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(stored), password()));
        assertInstanceOf(UnrecoverableKeyException.class, wrong.getCause());
        keyStore.load(new ByteArrayInputStream(stored), null);
        assertFalse(keyStore.containsAlias("trusted"), "certificates are encrypted, and left out");
    }
}
