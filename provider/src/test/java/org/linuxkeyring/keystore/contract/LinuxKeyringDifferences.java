package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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

import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.testing.TestKeys;

/** LINUXKEYRING's own rules on aliases, passwords and entries. */
interface LinuxKeyringDifferences extends KeyStoreContractDifferences {
    @Test
    @Override
    @DisplayName("LINUXKEYRING tells upper from lower case")
    default void caseOfAliases() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("Alias", aes(), null, null);
        keyStore.setKeyEntry("ALIAS", secret("DESede"), null, null);

        assertEquals(Set.of("Alias", "ALIAS"), Set.copyOf(aliases(keyStore)));
        assertEquals(aes(), keyStore.getKey("Alias", null));
        assertFalse(keyStore.containsAlias("alias"));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING keeps half of a surrogate pair")
    default void unpairedSurrogatesInAliases() throws Exception {
        for (String alias : List.of("\ud800", "a\udc00b", "\udc00\ud800")) {
            KeyStore keyStore = empty();
            keyStore.setKeyEntry(alias, aes(), null, null);

            assertEquals(List.of(alias), aliases(reopened(keyStore)));
            assertEquals(aes(), keyStore.getKey(alias, null));
        }
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING takes %user:alias for the user key of that alias")
    default void aliasesThatNameAKeyType() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("%user:alias", aes(), null, null);

        assertEquals(List.of("alias"), aliases(reopened(keyStore)));
        assertEquals(aes(), keyStore.getKey("alias", null));
        assertEquals(aes(), keyStore.getKey("%user:alias", null));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING takes a snapshot of the aliases")
    default void aliasesWhileEntriesChange() throws Exception {
        KeyStore keyStore = filled(empty());
        for (Enumeration<String> aliases = keyStore.aliases(); aliases.hasMoreElements(); ) {
            keyStore.deleteEntry(aliases.nextElement());
            keyStore.setKeyEntry("another", aes(), null, null);
        }

        assertEquals(List.of("another"), aliases(keyStore));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING sets and gets a key's entry without a password")
    default void keyEntriesWithoutAPassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("null", secretKeyEntry(), null);
        keyStore.setEntry("null password", secretKeyEntry(), new PasswordProtection(null));
        keyStore.setEntry("empty password", secretKeyEntry(), new PasswordProtection(new char[0]));

        for (String alias : aliases(keyStore)) {
            assertInstanceOf(SecretKeyEntry.class, keyStore.getEntry(alias, null));
            assertInstanceOf(SecretKeyEntry.class, keyStore.getEntry(alias, new PasswordProtection(null)));
            assertInstanceOf(SecretKeyEntry.class, keyStore.getEntry(alias, protection()));
            assertEquals(aes(), keyStore.getKey(alias, null));
        }
        assertEquals(3, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING ignores a password where none is needed")
    default void aPasswordForAnUnprotectedKey() throws Exception {
        KeyStore keyStore = filled(empty());

        assertEquals(ecKey(), keyStore.getKey("private", password()));
        assertEquals(aes(), keyStore.getKey("secret", password()));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING takes passwords of any characters")
    default void passwordsBeyondAscii() throws Exception {
        for (String password : List.of("p\u00e4ssw\u00f6rd \u6f22\u5b57", "\ud83d\udd11", "\0")) {
            KeyStore keyStore = empty();
            keyStore.setKeyEntry("alias", aes(), password.toCharArray(), null);

            assertEquals(aes(), reopened(keyStore).getKey("alias", password.toCharArray()));
        }
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING refuses a key that is encrypted by DES or RC4, and says which schemes are supported")
    default void protectedKeysByOldSchemes() throws Exception {
        KeyStore keyStore = empty();
        for (String scheme : KeyStoreContractExamples.OLD_SCHEMES) {
            byte[] encrypted = KeyStoreContractExamples.encryptedBy(scheme);

            KeyStoreException refused = assertThrows(
                    KeyStoreException.class,
                    () -> keyStore.setKeyEntry("alias", encrypted, KeyStoreContractExamples.ecChain()));

            assertTrue(refused.getMessage().contains("not supported"), refused.getMessage());
            assertEquals(0, keyStore.size());
        }
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING tells a NUL from no password")
    default void passwordsOfOneNul() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), new char[] {0}, null);

        assertEquals(aes(), keyStore.getKey("alias", new char[] {0}));
        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getKey("alias", new char[0]));
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING cannot recover an entry by another protection than a password")
    default void protectionOtherThanAPassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());

        for (ProtectionParameter each : otherThanAPassword()) {
            assertThrows(UnrecoverableEntryException.class, () -> keyStore.getEntry("alias", each));
        }
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING refuses to be told the algorithm that protects a key")
    default void protectionThatNamesAnAlgorithm() throws Exception {
        KeyStore keyStore = empty();
        PasswordProtection named = new PasswordProtection(password(), "PBEWithHmacSHA256AndAES_128", null);

        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", secretKeyEntry(), named));
        assertEquals(0, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING takes a secret key of any algorithm name")
    default void namesOfSecretKeyAlgorithms() throws Exception {
        for (String name : List.of("ChaCha20", "HmacMD5", "Generic", "RAW", "aes", "a name of one's own", "\u6f22")) {
            KeyStore keyStore = empty();
            keyStore.setKeyEntry("alias", secret(name), null, null);

            Key key = reopened(keyStore).getKey("alias", null);
            assertEquals(name, key.getAlgorithm());
            assertArrayEquals(secret(name).getEncoded(), key.getEncoded());
        }
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING adds what the kernel tells of the key")
    default void attributesTheKeystoreAdds() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());
        keyStore.store(null, null);

        Set<String> added = keyStore.getEntry("alias", protection()).getAttributes().stream()
                .map(KeyStore.Entry.Attribute::getName)
                .collect(Collectors.toSet());
        Set<String> told = Arrays.stream(KeyringAttribute.values())
                .filter(attribute -> attribute != KeyringAttribute.EXPIRY)
                .map(KeyringAttribute::oid)
                .collect(Collectors.toSet());
        assertEquals(told, added);
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING says why there is no entry of a private key without a chain")
    default void entryOfAPrivateKeyWithoutAChain() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", TestKeys.encrypted(ecKey(), password()), null);

        UnrecoverableEntryException refusal =
                assertThrows(UnrecoverableEntryException.class, () -> keyStore.getEntry("alias", protection()));
        assertTrue(refusal.getMessage().contains("certificate"), refusal.getMessage());
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING refuses null for a certificate")
    default void nullAsACertificate() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setCertificateEntry("alias", null));
        assertEquals(0, keyStore.size());
    }
}
