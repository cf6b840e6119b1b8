package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificateEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.otherThanAPassword;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.privateKeyEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secretKeyEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.wrongPassword;

import java.security.KeyStore;
import java.security.KeyStore.Entry;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract on {@code getEntry}, {@code setEntry}, {@code entryInstanceOf} and their protection parameters. */
interface KeyStoreContractEntries extends KeyStoreContractFixture {
    @Test
    default void aPrivateKeyEntryComesBack() throws Exception {
        PrivateKeyEntry entry = privateKeyEntry();
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", entry, protection());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            PrivateKeyEntry back = assertInstanceOf(PrivateKeyEntry.class, each.getEntry("alias", protection()));
            assertEquals(entry.getPrivateKey(), back.getPrivateKey());
            assertArrayEquals(entry.getCertificateChain(), back.getCertificateChain());
        }
    }

    @Test
    default void aSecretKeyEntryComesBack() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            SecretKeyEntry back = assertInstanceOf(SecretKeyEntry.class, each.getEntry("alias", protection()));
            assertEquals(aes(), back.getSecretKey());
        }
    }

    @Test
    default void aTrustedCertificateEntryComesBack() throws Exception {
        TrustedCertificateEntry entry = certificateEntry();
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", entry, null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            TrustedCertificateEntry back =
                    assertInstanceOf(TrustedCertificateEntry.class, each.getEntry("alias", null));
            assertEquals(entry.getTrustedCertificate(), back.getTrustedCertificate());
        }
    }

    @Test
    default void aTrustedCertificateTakesAProtectionWithoutAPassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", certificateEntry(), new PasswordProtection(null));

        assertTrue(keyStore.isCertificateEntry("alias"));
    }

    @Test
    default void whatSetKeyEntryProtectedOpensByGetEntry() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", ecKey(), password(), ecChain());

        PrivateKeyEntry entry = assertInstanceOf(PrivateKeyEntry.class, keyStore.getEntry("alias", protection()));
        assertEquals(ecKey(), entry.getPrivateKey());
    }

    @Test
    default void whatSetEntryProtectedOpensByGetKey() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());

        assertEquals(aes(), keyStore.getKey("alias", password()));
        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getKey("alias", wrongPassword()));
    }

    @Test
    default void aProtectedEntryOpensWithItsPasswordOnly() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("private", privateKeyEntry(), protection());
        keyStore.setEntry("secret", secretKeyEntry(), protection());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            for (String alias : List.of("private", "secret")) {
                assertThrows(
                        UnrecoverableKeyException.class,
                        () -> each.getEntry(alias, new PasswordProtection(wrongPassword())));
                assertThrows(UnrecoverableKeyException.class, () -> each.getEntry(alias, new PasswordProtection(null)));
                assertThrows(UnrecoverableKeyException.class, () -> each.getEntry(alias, null));
            }
        }
    }

    @Test
    default void aDestroyedPasswordIsRefused() throws Exception {
        PasswordProtection destroyed = protection();
        destroyed.destroy();
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", privateKeyEntry(), protection());

        assertThrows(IllegalStateException.class, () -> keyStore.getEntry("alias", destroyed));
        assertThrows(IllegalStateException.class, () -> keyStore.setEntry("alias", secretKeyEntry(), destroyed));
        assertTrue(keyStore.entryInstanceOf("alias", PrivateKeyEntry.class));
    }

    @Test
    default void theProtectionStaysTheCallers() throws Exception {
        PasswordProtection protection = protection();
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection);
        keyStore.getEntry("alias", protection);

        assertFalse(protection.isDestroyed());
        assertArrayEquals(password(), protection.getPassword());
    }

    @Test
    default void aPasswordForATrustedCertificateIsRefused() throws Exception {
        KeyStore keyStore = empty();
        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", certificateEntry(), protection()));
        assertEquals(0, keyStore.size());

        keyStore.setEntry("alias", certificateEntry(), null);
        assertThrows(UnsupportedOperationException.class, () -> keyStore.getEntry("alias", protection()));
    }

    /** What getEntry throws: see {@link KeyStoreContractDifferences#protectionOtherThanAPassword}. */
    @Test
    default void nothingIsSetWithAProtectionOtherThanAPassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", privateKeyEntry(), protection());

        for (ProtectionParameter each : otherThanAPassword()) {
            assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", secretKeyEntry(), each));
        }
        assertTrue(keyStore.entryInstanceOf("alias", PrivateKeyEntry.class));
    }

    @Test
    default void anEntryOfAnotherClassIsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", new Entry() {}, protection()));
        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", new Entry() {}, null));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void noEntryIsRefused() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(NullPointerException.class, () -> keyStore.setEntry("alias", null, protection()));
        assertEquals(0, keyStore.size());
    }

    @Test
    default void anEntryIsAnInstanceOfItsClassAndOfNoOther() throws Exception {
        Map<String, Class<? extends Entry>> classes = Map.of(
                "private", PrivateKeyEntry.class,
                "secret", SecretKeyEntry.class,
                "trusted", TrustedCertificateEntry.class);
        KeyStore keyStore = filled(empty());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            for (String alias : classes.keySet()) {
                for (Class<? extends Entry> entryClass : classes.values()) {
                    assertEquals(
                            classes.get(alias) == entryClass,
                            each.entryInstanceOf(alias, entryClass),
                            alias + " and " + entryClass);
                }
            }
        }
        assertThrows(NullPointerException.class, () -> keyStore.entryInstanceOf("private", null));
    }

    @Test
    default void aProtectedEntryTellsItsClassWithoutThePassword() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("private", privateKeyEntry(), protection());
        keyStore.setEntry("secret", secretKeyEntry(), protection());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertTrue(each.entryInstanceOf("private", PrivateKeyEntry.class));
            assertFalse(each.entryInstanceOf("private", SecretKeyEntry.class));
            assertTrue(each.entryInstanceOf("secret", SecretKeyEntry.class));
            assertFalse(each.entryInstanceOf("secret", PrivateKeyEntry.class));
        }
    }

    @Test
    default void aNewEntryTakesThePlaceOfTheOldOne() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.setEntry("private", secretKeyEntry(), protection());
        keyStore.setEntry("trusted", privateKeyEntry(), protection());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(3, each.size());
            assertTrue(each.entryInstanceOf("private", SecretKeyEntry.class));
            assertTrue(each.entryInstanceOf("trusted", PrivateKeyEntry.class));
        }
    }
}
