package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secret;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.wrongPassword;
import static org.mockito.Mockito.mock;

import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on secret keys, by {@code setKeyEntry} and {@code getKey}. */
interface KeyStoreContractSecretKeys extends KeyStoreContractFixture {
    /** These are the names that PKCS#12 has an OID for on every JDK from 17 on, and returns unchanged. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES",
                "DESede",
                "ARCFOUR",
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/256",
                "HmacSHA3-256"
            })
    default void aSecretKeyComesBackWithItsAlgorithm(String algorithm) throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", secret(algorithm), null, null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            SecretKey key = assertInstanceOf(SecretKey.class, each.getKey("alias", null));
            assertEquals(algorithm, key.getAlgorithm());
            assertEquals("RAW", key.getFormat());
            assertArrayEquals(secret(algorithm).getEncoded(), key.getEncoded());
        }
    }

    /**
     * PKCS#12 returns some names in other letters, this one as CHACHA20-POLY1305; to the JDK they are the same name.
     */
    @Test
    default void aChaCha20Poly1305KeyComesBackUnderItsName() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", secret("ChaCha20-Poly1305"), null, null);

        assertTrue("ChaCha20-Poly1305"
                .equalsIgnoreCase(reopened(keyStore).getKey("alias", null).getAlgorithm()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 127, 128, 255, 256, 4096})
    default void aSecretKeyComesBackWithItsLength(int length) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x80);
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", new SecretKeySpec(bytes, "HmacSHA256"), null, null);

        assertArrayEquals(bytes, reopened(keyStore).getKey("alias", null).getEncoded());
    }

    /** keytool -importpass stores a password like this. */
    @Test
    default void aPasswordComesBackAsThePasswordItWas() throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("PBEWithMD5AndDES");
        KeyStore keyStore = empty();
        keyStore.setKeyEntry(
                "alias", factory.generateSecret(new PBEKeySpec("to remember".toCharArray())), password(), null);

        Key key = reopened(keyStore).getKey("alias", password());
        assertEquals("PBEWithMD5AndDES", key.getAlgorithm());
        PBEKeySpec spec = (PBEKeySpec) factory.getKeySpec((SecretKey) key, PBEKeySpec.class);
        assertEquals("to remember", String.valueOf(spec.getPassword()));
    }

    @Test
    default void aSecretKeyEntryIsAKeyEntryWithoutCertificates() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), null, null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.isKeyEntry("alias"));
            assertFalse(each.isCertificateEntry("alias"));
            assertNull(each.getCertificate("alias"));
            assertNull(each.getCertificateChain("alias"));
        }
    }

    @Test
    default void aChainGivenWithASecretKeyIsIgnored() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), null, ecChain());

        assertEquals(aes(), keyStore.getKey("alias", null));
        assertNull(keyStore.getCertificateChain("alias"));
    }

    @Test
    default void aSecretKeyOpensWithItsPasswordOnly() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), password(), null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.isKeyEntry("alias"));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", wrongPassword()));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", new char[0]));
            assertThrows(UnrecoverableKeyException.class, () -> each.getKey("alias", null));
            assertEquals(aes(), each.getKey("alias", password()));
        }
    }

    @Test
    default void secretAndPrivateKeyTakeEachOthersPlace() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("first private", ecKey(), null, ecChain());
        keyStore.setKeyEntry("first private", aes(), null, null);
        keyStore.setKeyEntry("first secret", aes(), null, null);
        keyStore.setKeyEntry("first secret", ecKey(), null, ecChain());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(aes(), each.getKey("first private", null));
            assertNull(each.getCertificateChain("first private"));
            assertEquals(ecKey(), each.getKey("first secret", null));
            assertEquals(2, each.getCertificateChain("first secret").length);
        }
    }

    @Test
    default void aSecretKeyWithoutAnEncodingIsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", mock(SecretKey.class), null, null));
        assertEquals(0, keyStore.size());
    }
}
