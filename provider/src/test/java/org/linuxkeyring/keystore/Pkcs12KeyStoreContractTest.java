package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.aliases;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.certificateEntry;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.secret;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.secretKeyEntry;
import static org.linuxkeyring.keystore.KeyStoreContractExamples.storePassword;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.ForeignPkcs12;
import org.linuxkeyring.testing.TestCertificates;

/** The JDK's own PKCS12: the measure for the contract, and where it differs, for the difference. */
class Pkcs12KeyStoreContractTest extends KeyStoreContract {
    private static final String FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    private static final String LOCAL_KEY_ID = "1.2.840.113549.1.9.21";

    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance("PKCS12");
    }

    @Override
    public KeyStore empty() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(null, null);
        return keyStore;
    }

    @Test
    @Override
    @DisplayName("PKCS12 turns an alias to lower case")
    public void caseOfAliases() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("Alias", aes(), null, null);
        keyStore.setKeyEntry("ALIAS", secret("DESede"), null, null);

        assertEquals(List.of("alias"), aliases(keyStore));
        assertEquals("DESede", keyStore.getKey("aLiAs", null).getAlgorithm());
    }

    @Test
    @Override
    @DisplayName("PKCS12 stores half of a surrogate pair as U+FFFD")
    public void unpairedSurrogatesInAliases() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("\ud800", aes(), null, null);

        assertTrue(keyStore.containsAlias("\ud800"));
        assertEquals(List.of("\ufffd"), aliases(reopened(keyStore)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 sees nothing in an alias but text")
    public void aliasesThatNameAKeyType() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("%user:alias", aes(), null, null);

        assertFalse(keyStore.containsAlias("alias"));
        assertEquals(List.of("%user:alias"), aliases(reopened(keyStore)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 fails to go on with aliases() when an entry was deleted meanwhile")
    public void aliasesWhileEntriesChange() throws Exception {
        KeyStore keyStore = filled(empty());
        Enumeration<String> aliases = keyStore.aliases();
        keyStore.deleteEntry(aliases.nextElement());

        assertThrows(ConcurrentModificationException.class, aliases::nextElement);
    }

    @Test
    @Override
    @DisplayName("PKCS12 keeps changes to the instance until they are stored and loaded")
    public void whenAChangeIsSeen() throws Exception {
        KeyStore keyStore = empty();
        KeyStore before = reopened(keyStore);
        keyStore.setKeyEntry("alias", aes(), null, null);

        assertFalse(before.containsAlias("alias"));
        assertTrue(reopened(keyStore).containsAlias("alias"));
    }

    @Test
    @Override
    @DisplayName("PKCS12 insists on a password in setEntry and getEntry of a key")
    public void keyEntriesWithoutAPassword() throws Exception {
        KeyStore keyStore = empty();
        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", secretKeyEntry(), null));
        assertThrows(
                KeyStoreException.class,
                () -> keyStore.setEntry("alias", secretKeyEntry(), new PasswordProtection(null)));

        keyStore.setKeyEntry("alias", aes(), null, null);
        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getEntry("alias", null));
        assertNotNull(keyStore.getEntry("alias", new PasswordProtection(null)));
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes no password for the empty one, so any other is wrong")
    public void aPasswordForAnUnprotectedKey() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("alias", aes(), null, null);

        assertThrows(UnrecoverableKeyException.class, () -> keyStore.getKey("alias", password()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 takes passwords beyond ASCII on newer JDKs only")
    public void passwordsBeyondAscii() throws Exception {
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
    @DisplayName("PKCS12 refuses a password for a trusted certificate")
    public void aPasswordForATrustedCertificate() throws Exception {
        KeyStore keyStore = empty();
        assertThrows(KeyStoreException.class, () -> keyStore.setEntry("alias", certificateEntry(), protection()));

        keyStore.setCertificateEntry("alias", certificate());
        assertThrows(UnsupportedOperationException.class, () -> keyStore.getEntry("alias", protection()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 protects a key with the algorithm the caller names")
    public void protectionThatNamesAnAlgorithm() throws Exception {
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
    public void namesOfSecretKeyAlgorithms() throws Exception {
        KeyStore keyStore = empty();
        for (String name : List.of("ChaCha20", "HmacMD5", "Generic", "RAW", "a name of one's own")) {
            assertThrows(KeyStoreException.class, () -> keyStore.setKeyEntry("alias", secret(name), null, null), name);
        }
        assertEquals(0, keyStore.size());
    }

    @Test
    @Override
    @DisplayName("PKCS12 dates a trusted certificate when it is loaded")
    public void creationDateOfATrustedCertificate() throws Exception {
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
    public void creationDateOfAnEntryWithoutOne() throws Exception {
        Instant loading = Instant.ofEpochMilli(System.currentTimeMillis());
        KeyStore keyStore = notLoaded();
        keyStore.load(new ByteArrayInputStream(ForeignPkcs12.privateKey("alias", ecKey(), password())), null);

        assertEquals(ecKey(), keyStore.getKey("alias", password()));
        assertFalse(keyStore.getCreationDate("alias").toInstant().isBefore(loading));
    }

    @Test
    @Override
    @DisplayName("PKCS12 hides a certificate that lacks Oracle's trust attribute")
    public void certificatesWithoutATrustAttribute() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(new ByteArrayInputStream(ForeignPkcs12.certificate("alias", certificate())), null);

        assertEquals(0, keyStore.size());
        assertNull(keyStore.getCertificate("alias"));
    }

    @Test
    @Override
    @DisplayName("PKCS12 adds friendlyName and localKeyId to a key")
    public void attributesTheKeyStoreAdds() throws Exception {
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
    @DisplayName("PKCS12 completes a chain by other entries' certificates when it loads")
    public void chainsBesideTheirIssuers() throws Exception {
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
    @DisplayName("PKCS12 takes null for a certificate and then cannot be stored")
    public void nullAsACertificate() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("alias", null);

        assertTrue(keyStore.isCertificateEntry("alias"));
        assertThrows(NullPointerException.class, () -> stored(keyStore));
    }

    @Test
    @Override
    @DisplayName("PKCS12 needs a stream to store to")
    public void storingToNoStream() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(NullPointerException.class, () -> keyStore.store(null, storePassword()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 does not store with a LoadStoreParameter")
    public void storingWithAParameter() throws Exception {
        KeyStore keyStore = empty();

        assertThrows(UnsupportedOperationException.class, () -> keyStore.store(null));
        assertThrows(UnsupportedOperationException.class, () -> keyStore.store(() -> protection()));
    }

    @Test
    @Override
    @DisplayName("PKCS12 holds the entries in the stream")
    public void whatTheStreamHolds() throws Exception {
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
    public void loadingAnEmptyStream() throws Exception {
        KeyStore keyStore = notLoaded();

        assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(new byte[0]), null));
    }

    @Test
    @Override
    @DisplayName("PKCS12 checks its integrity by the store password, unless there is none")
    public void theStorePassword() throws Exception {
        byte[] stored = stored(filled(empty()));
        KeyStore keyStore = notLoaded();

        IOException wrong =
                assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(stored), password()));
        assertInstanceOf(UnrecoverableKeyException.class, wrong.getCause());
        keyStore.load(new ByteArrayInputStream(stored), null);
        assertFalse(keyStore.containsAlias("trusted"), "certificates are encrypted, and left out");
    }
}
