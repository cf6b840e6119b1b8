package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aliases;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.otherThanAPassword;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secret;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secretKeyEntry;

import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.ConcurrentModificationException;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.TestKeys;

/** PKCS12's own rules on aliases, passwords and entries. */
public interface Pkcs12Differences extends KeyStoreContractDifferences {
    String FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    String LOCAL_KEY_ID = "1.2.840.113549.1.9.21";

    @Test
    @Override
    @DisplayName("PKCS12 turns an alias to lower case")
    default void caseOfAliases() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("Alias", aes(), null, null);
        keyStore.setKeyEntry("ALIAS", secret("DESede"), null, null);

        assertEquals(List.of("alias"), aliases(keyStore));
        assertEquals("DESede", keyStore.getKey("aLiAs", null).getAlgorithm());
    }

    @Test
    @Override
    @DisplayName("PKCS12 stores half of a surrogate pair as U+FFFD")
    default void unpairedSurrogatesInAliases() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("\ud800", aes(), null, null);

        assertTrue(keyStore.containsAlias("\ud800"));
        assertEquals(List.of("\ufffd"), aliases(reopened(keyStore)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 sees nothing in an alias but text")
    default void aliasesThatNameAKeyType() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("%user:alias", aes(), null, null);

        assertFalse(keyStore.containsAlias("alias"));
        assertEquals(List.of("%user:alias"), aliases(reopened(keyStore)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 fails to go on with aliases() when an entry was deleted meanwhile")
    default void aliasesWhileEntriesChange() throws Exception {
        KeyStore keyStore = filled(empty());
        Enumeration<String> aliases = keyStore.aliases();
        keyStore.deleteEntry(aliases.nextElement());

        assertThrows(ConcurrentModificationException.class, aliases::nextElement);
    }

    @Test
    @Override
    @DisplayName("PKCS12 insists on a password in setEntry and getEntry of a key")
    default void keyEntriesWithoutAPassword() throws Exception {
        KeyStore keyStore = empty();
        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", secretKeyEntry(), null));
        assertThrows(
                KeyStoreException.class,
                () -> keyStore.setEntry("alias", secretKeyEntry(), new PasswordProtection(null)));

        keyStore.setKeyEntry("alias", aes(), null, null);
        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getEntry("alias", null));
        SecretKeyEntry entry = (SecretKeyEntry) keyStore.getEntry("alias", new PasswordProtection(null));
        assertEquals(aes(), entry.getSecretKey());
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes no password for the empty one, so any other is wrong")
    default void aPasswordForAnUnprotectedKey() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), null, null);

        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getKey("alias", password()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes passwords beyond ASCII on newer JDKs only")
    default void passwordsBeyondAscii() throws Exception {
        char[] password = "p\u00e4ssw\u00f6rd \u6f22\u5b57".toCharArray();
        KeyStore keyStore = empty();
        if (Runtime.version().feature() <= 17) {
            assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", aes(), password, null));
        } else if (Runtime.version().feature() >= 25) {
            keyStore.setKeyEntry("alias", aes(), password, null);
            assertEquals(aes(), reopened(keyStore).getKey("alias", password));
        }
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes a key that is encrypted by DES or RC4")
    default void protectedKeysByOldSchemes() throws Exception {
        KeyStore keyStore = empty();
        for (String scheme : KeyStoreContractExamples.OLD_SCHEMES) {
            keyStore.setKeyEntry(
                    scheme, KeyStoreContractExamples.encryptedBy(scheme), KeyStoreContractExamples.ecChain());

            assertEquals(ecKey(), keyStore.getKey(scheme, password()));
        }
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes a NUL for no password")
    default void passwordsOfOneNul() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), new char[] {0}, null);

        assertEquals(aes(), keyStore.getKey("alias", new char[0]));
    }

    @Test
    @Override
    @DisplayName("PKCS12 does not support another protection than a password")
    default void protectionOtherThanAPassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());

        for (ProtectionParameter each : otherThanAPassword()) {
            assertThrows(UnsupportedOperationException.class, () -> keyStore.getEntry("alias", each));
        }
    }

    @Test
    @Override
    @DisplayName("PKCS12 protects a key with the algorithm the caller names")
    default void protectionThatNamesAnAlgorithm() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry(
                "alias", secretKeyEntry(), new PasswordProtection(password(), "PBEWithHmacSHA256AndAES_128", null));

        assertEquals(aes(), keyStore.getKey("alias", password()));
        assertThrows(
                KeyStoreException.class,
                () -> keyStore.setEntry(
                        "alias", secretKeyEntry(), new PasswordProtection(password(), "unheard of", null)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes a secret key only if its algorithm has an OID")
    default void namesOfSecretKeyAlgorithms() throws Exception {
        KeyStore keyStore = empty();
        for (String name : List.of("ChaCha20", "HmacMD5", "Generic", "RAW", "a name of one's own")) {
            assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", secret(name), null, null), name);
        }
        assertEquals(0, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("PKCS12 adds friendlyName and localKeyId to a key")
    default void attributesTheKeystoreAdds() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());

        List<String> names = keyStore.getEntry("alias", protection()).getAttributes().stream()
                .map(Attribute::getName)
                .sorted()
                .collect(Collectors.toList());
        assertEquals(List.of(FRIENDLY_NAME, LOCAL_KEY_ID), names);
    }

    @Test
    @Override
    @DisplayName("PKCS12 fails to make an entry of a private key without a chain")
    default void entryOfAPrivateKeyWithoutAChain() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", TestKeys.encrypted(ecKey(), password()), null);

        assertThrows(NullPointerException.class, () -> keyStore.getEntry("alias", protection()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes null for a certificate and then cannot be stored")
    default void nullAsACertificate() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", null);

        assertTrue(keyStore.isCertificateEntry("alias"));
        assertThrows(NullPointerException.class, () -> stored(keyStore));
    }
}
