package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aliases;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;

import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract on aliases: which are allowed, how they are listed, what a missing one means, and how one is deleted.
 */
interface KeyStoreContractAliases extends KeyStoreContractFixture {
    @Test
    default void anEmptyKeyStoreHasNoAliases() throws Exception {
        for (KeyStore each : List.of(empty(), reopened(empty()))) {
            assertEquals(0, each.size());
            assertFalse(each.aliases().hasMoreElements());
        }
    }

    @Test
    default void theAliasesAreThoseOfTheEntries() throws Exception {
        KeyStore keyStore = filled(empty());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(3, each.size());
            assertEquals(3, aliases(each).size());
            assertEquals(Set.of("private", "secret", "trusted"), Set.copyOf(aliases(each)));
            for (String alias : aliases(each)) {
                assertTrue(each.containsAlias(alias));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\0",
                "before\0after",
                "tls:server",
                "a/path/to",
                "100%",
                "%41",
                "\\u0041",
                "a;b,c=d#e",
                "line\nbreak",
                ".hidden",
                "grüße",
                "\u6f22\u5b57",
                "\ud83d\udd11"
            })
    default void anAliasMayBeAnyText(String alias) throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry(alias, aes(), null, null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(List.of(alias), aliases(each));
            assertTrue(each.containsAlias(alias));
            assertEquals(aes(), each.getKey(alias, null));
        }
        keyStore.deleteEntry(alias);
        assertEquals(0, keyStore.size());
    }

    @Test
    default void anAliasMayBeLong() throws Exception {
        String alias = "a".repeat(1000);
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry(alias, certificate());

        assertTrue(reopened(keyStore).isCertificateEntry(alias));
        assertFalse(keyStore.containsAlias(alias.substring(1)));
    }

    @Test
    default void nothingIsKnownOfAMissingAlias() throws Exception {
        KeyStore keyStore = filled(empty());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertFalse(each.containsAlias("missing"));
            assertFalse(each.isKeyEntry("missing"));
            assertFalse(each.isCertificateEntry("missing"));
            assertFalse(each.entryInstanceOf("missing", SecretKeyEntry.class));
            assertNull(each.getKey("missing", password()));
            assertNull(each.getKey("missing", null));
            assertNull(each.getCertificate("missing"));
            assertNull(each.getCertificateChain("missing"));
            assertNull(each.getCreationDate("missing"));
            assertNull(each.getEntry("missing", protection()));
            assertNull(each.getEntry("missing", null));
        }
    }

    @Test
    default void aDeletedEntryIsGone() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.deleteEntry("private");
        keyStore.deleteEntry("trusted");

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(List.of("secret"), aliases(each));
            assertFalse(each.containsAlias("private"));
            assertNull(each.getKey("private", null));
            assertNull(each.getCertificateChain("private"));
            assertNull(each.getCertificate("trusted"));
            assertEquals(aes(), each.getKey("secret", null));
        }
    }

    @Test
    default void deletingAMissingAliasChangesNothing() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.deleteEntry("missing");

        assertEquals(3, keyStore.size());
    }

    @Test
    default void anAliasServesAgainAfterItsEntryWasDeleted() throws Exception {
        KeyStore keyStore = filled(empty());
        keyStore.deleteEntry("secret");
        keyStore.setCertificateEntry("secret", certificate());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(3, each.size());
            assertTrue(each.isCertificateEntry("secret"));
        }
    }

    @Test
    default void aListOfAliasesTakenBeforehandServesToDeleteThemAll() throws Exception {
        KeyStore keyStore = filled(empty());
        for (String alias : aliases(keyStore)) {
            keyStore.deleteEntry(alias);
        }

        assertEquals(0, keyStore.size());
        assertEquals(0, reopened(keyStore).size());
    }

    @Test
    default void nullIsNoAlias() throws Exception {
        KeyStore keyStore = filled(empty());
        List<Executable> questions = List.of(
                () -> keyStore.containsAlias(null),
                () -> keyStore.isKeyEntry(null),
                () -> keyStore.isCertificateEntry(null),
                () -> keyStore.getKey(null, null),
                () -> keyStore.getCertificate(null),
                () -> keyStore.getCertificateChain(null),
                () -> keyStore.getCreationDate(null),
                () -> keyStore.getEntry(null, null),
                () -> keyStore.entryInstanceOf(null, SecretKeyEntry.class),
                () -> keyStore.setCertificateEntry(null, certificate()),
                () -> keyStore.setEntry(null, new SecretKeyEntry(aes()), protection()),
                () -> keyStore.deleteEntry(null));

        for (Executable question : questions) {
            assertThrows(NullPointerException.class, question);
        }
        // The exception's type is not specified here: PKCS12 wraps the NullPointerException.
        assertThrows(Exception.class, () -> keyStore.setKeyEntry(null, aes(), null, null));
        assertEquals(3, keyStore.size());
    }
}
