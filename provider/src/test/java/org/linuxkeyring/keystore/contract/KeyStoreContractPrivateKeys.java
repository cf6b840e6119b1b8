package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ec;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.wrongPassword;
import static org.mockito.Mockito.mock;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The contract on private keys and their certificate chains, by {@code setKeyEntry} and {@code getKey}. */
interface KeyStoreContractPrivateKeys extends KeyStoreContractFixture {
    static List<String> privateKeyAlgorithms() {
        return TestKeys.algorithms();
    }

    @ParameterizedTest
    @MethodSource("privateKeyAlgorithms")
    default void aPrivateKeyOfEveryAlgorithmOfTheJdkComesBackWithItsChain(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", pair.getPrivate(), null, chain);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            Key key = each.getKey("alias", null);
            assertEquals(pair.getPrivate().getAlgorithm(), key.getAlgorithm());
            assertEquals(pair.getPrivate().getFormat(), key.getFormat());
            assertArrayEquals(pair.getPrivate().getEncoded(), key.getEncoded());
            assertArrayEquals(chain, each.getCertificateChain("alias"));
            assertEquals(chain[0], each.getCertificate("alias"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    default void aChainKeepsItsLengthAndOrder(int length) throws Exception {
        X509Certificate[] chain = TestCertificates.chain(ec().getPublic(), length);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, chain);

        assertEquals(length, chain.length);
        assertArrayEquals(chain, keyStore.getCertificateChain("alias"));
        assertArrayEquals(chain, reopened(keyStore).getCertificateChain("alias"));
    }

    @Test
    default void aChainComesBackAsX509Certificates() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, ecChain());

        assertTrue(keyStore.getCertificateChain("alias")[0] instanceof X509Certificate);
        assertTrue(reopened(keyStore).getCertificateChain("alias")[0] instanceof X509Certificate);
    }

    @Test
    default void aPrivateKeyEntryIsAKeyEntryAndNoCertificateEntry() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, ecChain());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.isKeyEntry("alias"));
            assertFalse(each.isCertificateEntry("alias"));
        }
    }

    @Test
    default void aPrivateKeyOpensWithItsPasswordOnly() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password(), ecChain());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", wrongPassword()));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", new char[0]));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", null));
            assertEquals(ecKey(), each.getKey("alias", password()));
        }
    }

    @Test
    default void theChainOfAProtectedKeyNeedsNoPassword() throws Exception {
        X509Certificate[] chain = ecChain();
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password(), chain);

        assertArrayEquals(chain, keyStore.getCertificateChain("alias"));
        assertTrue(keyStore.isKeyEntry("alias"));
    }

    @Test
    default void anEmptyPasswordIsAsGoodAsNone() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("none", ecKey(), null, ecChain());
        keyStore.setKeyEntry("empty", ecKey(), new char[0], ecChain());

        assertEquals(ecKey(), keyStore.getKey("none", new char[0]));
        assertEquals(ecKey(), keyStore.getKey("empty", null));
    }

    @Test
    default void thePasswordStaysTheCallers() throws Exception {
        char[] password = password();
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password, ecChain());
        keyStore.getKey("alias", password);

        assertArrayEquals(password(), password);
    }

    @Test
    default void theChainIsCopiedOnItsWayInAndOut() throws Exception {
        X509Certificate[] chain = ecChain();
        Certificate leaf = chain[0];
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, chain);
        chain[0] = null;
        keyStore.getCertificateChain("alias")[0] = null;

        assertEquals(leaf, keyStore.getCertificateChain("alias")[0]);
    }

    @Test
    default void aNewKeyTakesThePlaceOfTheOldOneUnderItsAlias() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp384r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 3);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password(), ecChain());
        keyStore.setKeyEntry("alias", pair.getPrivate(), null, chain);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(1, each.size());
            assertEquals(pair.getPrivate(), each.getKey("alias", null));
            assertArrayEquals(chain, each.getCertificateChain("alias"));
        }
    }

    @Test
    default void aKeyTakesThePlaceOfACertificate() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", certificate());
        keyStore.setKeyEntry("alias", ecKey(), null, ecChain());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(1, each.size());
            assertTrue(each.isKeyEntry("alias"));
            assertFalse(each.isCertificateEntry("alias"));
            assertEquals(ecKey(), each.getKey("alias", null));
        }
    }

    @Test
    default void aKeyProtectedByTheCallerOpensWithThePasswordItWasGiven() throws Exception {
        byte[] encrypted = TestKeys.encrypted(ecKey(), password());
        X509Certificate[] chain = ecChain();
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", encrypted, chain);
        encrypted[encrypted.length - 1] ^= 1;

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.isKeyEntry("alias"));
            assertArrayEquals(chain, each.getCertificateChain("alias"));
            assertEquals(ecKey(), each.getKey("alias", password()));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", wrongPassword()));
        }
    }

    /** The class of the entry is not specified: an encrypted key without a chain may also be a secret key. */
    @Test
    default void aKeyProtectedByTheCallerMayComeWithoutAChain() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", TestKeys.encrypted(ecKey(), password()), null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.isKeyEntry("alias"));
            assertNull(each.getCertificateChain("alias"));
            assertEquals(ecKey(), each.getKey("alias", password()));
        }
    }

    @Test
    default void bytesThatAreNoProtectedKeyAreRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(
                KeyStoreException.class,
                () -> keyStore.setKeyEntry("alias", new byte[] {0x30, 0x03, 0x02, 0x01, 0x00}, ecChain()));
        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", new byte[0], ecChain()));
        assertThrows(Exception.class, () -> keyStore.setKeyEntry("alias", (byte[]) null, ecChain()));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void aPrivateKeyNeedsAChain() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(IllegalArgumentException.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, null));
        assertThrows(
                IllegalArgumentException.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, new Certificate[0]));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void aChainWhoseLinksDoNotFitIsRefused() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(ec().getPublic(), 3);
        Certificate[] unordered = {chain[0], chain[2], chain[1]};
        Certificate[] repeating = {chain[2], chain[2]};
        Certificate[] holed = {chain[0], null};
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, unordered));
        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, repeating));
        assertThrows(Exception.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, holed));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void aChainThatIsNotX509IsRefused() throws Exception {
        Certificate[] chain = {mock(Certificate.class)};
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", ecKey(), null, chain));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void aKeyWithoutAnEncodingIsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(
                KeyStoreException.class, () -> keyStore.setKeyEntry("alias", mock(PrivateKey.class), null, ecChain()));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void whatIsNeitherPrivateNorSecretKeyIsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", ec().getPublic(), null, ecChain()));
        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", null, null, ecChain()));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void aRefusedKeyLeavesTheOldOneInPlace() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), null, ecChain());

        assertThrows(
                KeyStoreException.class, () -> keyStore.setKeyEntry("alias", mock(PrivateKey.class), null, ecChain()));
        assertEquals(ecKey(), keyStore.getKey("alias", null));
        assertNull(keyStore.getKey("other", null));
    }
}
