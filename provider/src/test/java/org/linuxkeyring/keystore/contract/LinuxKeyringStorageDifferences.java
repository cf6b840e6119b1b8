package org.linuxkeyring.keystore.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ec;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.storePassword;

import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;

/** LINUXKEYRING's own rules on what is stored and what comes back of it. */
interface LinuxKeyringStorageDifferences extends KeyStoreContractDifferences {
    /** Returns a key store in which another tool has put a user key for this alias, as {@code keyctl padd} does. */
    KeyStore provisioned(String alias, byte[] payload) throws Exception;

    @Test
    @Override
    @DisplayName("LINUXKEYRING changes the keyring at once, for all who look into it")
    default void whenAChangeIsSeen() throws Exception {
        KeyStore keyStore = empty();
        KeyStore other = reopened(keyStore);
        keyStore.setKeyEntry("alias", aes(), null, null);
        assertEquals(aes(), other.getKey("alias", null));

        other.deleteEntry("alias");
        assertFalse(keyStore.containsAlias("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING keeps the date of a trusted certificate")
    default void creationDateOfATrustedCertificate() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());

        assertEquals(keyStore.getCreationDate("alias"), reopened(keyStore).getCreationDate("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING knows no date of an entry without one")
    default void creationDateOfAnEntryWithoutOne() throws Exception {
        KeyStore keyStore = provisioned("alias", ecKey().getEncoded());

        assertEquals(ecKey(), keyStore.getKey("alias", null));
        assertNull(keyStore.getCreationDate("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING trusts a certificate that stands alone")
    default void certificatesWithoutATrustAttribute() throws Exception {
        X509Certificate certificate = certificate();
        KeyStore keyStore = provisioned("alias", certificate.getEncoded());

        assertTrue(keyStore.isCertificateEntry("alias"));
        assertEquals(certificate, keyStore.getCertificate("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING keeps a chain as it was set")
    default void chainsBesideTheirIssuers() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(ec().getPublic(), 1);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, chain);
        keyStore.setCertificateEntry("root", TestCertificates.root());

        assertArrayEquals(chain, reopened(keyStore).getCertificateChain("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING needs no stream to store to")
    default void storingToNoStream() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.store(null, storePassword());
        keyStore.store(null, null);

        assertEquals(3, reopened(keyStore).size());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING stores with null or a parameter of its own")
    default void storingWithAParameter() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.store(null);
        keyStore.store(KeyringLoadStoreParameter.builder().build());

        assertEquals(3, reopened(keyStore).size());
        assertThrows(UnsupportedOperationException.class, () -> keyStore.store(() -> protection()));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING writes a reference to the keyring, and no entries")
    default void whatTheStreamHolds() throws Exception {
        KeyStore keyStore = filled(empty());
        byte[] stored = stored(keyStore);
        String text = new String(stored, UTF_8);
        assertTrue(text.startsWith("# LINUXKEYRING"), text);
        assertFalse(text.contains(new String(aes().getEncoded(), UTF_8)), text);

        keyStore.deleteEntry("private");
        stored(keyStore);
        keyStore.load(new ByteArrayInputStream(stored), storePassword());
        assertEquals(2, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING takes an empty stream for no settings")
    default void loadingAnEmptyStream() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(new ByteArrayInputStream(new byte[0]), storePassword());

        assertEquals(0, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING has no use for a store password")
    default void theStorePassword() throws Exception {
        byte[] stored = stored(filled(empty()));
        for (char[] password : new char[][] {storePassword(), "another".toCharArray(), {}, null}) {
            KeyStore keyStore = notLoaded();
            keyStore.load(new ByteArrayInputStream(stored), password);

            assertEquals(3, keyStore.size());
        }
    }
}
