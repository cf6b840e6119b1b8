package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificateEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecChain;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.ecKey;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.privateKeyEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secretKeyEntry;

import java.lang.reflect.Method;
import java.security.KeyStore;
import java.security.KeyStore.Entry;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract on what an entry carries beside keys and certificates: its attributes and its creation date. */
interface KeyStoreContractAttributes extends KeyStoreContractFixture {
    /** A text (RFC 2985's unstructuredName), several texts, and bytes that are not text. */
    Attribute[] ATTRIBUTES = {
        new PKCS12Attribute("1.2.840.113549.1.9.2", "a name"),
        new PKCS12Attribute("1.2.840.113549.1.9.7", "[one, two, three]"),
        new PKCS12Attribute("1.3.6.1.4.1.99999.1", "00:01:FF:80"),
    };

    @Test
    default void theAttributesOfEveryKindOfEntrySurvive() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("private", privateKeyEntry(ATTRIBUTES), protection());
        keyStore.setEntry("secret", secretKeyEntry(ATTRIBUTES), protection());
        keyStore.setEntry("trusted", certificateEntry(ATTRIBUTES), null);

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            for (String alias : List.of("private", "secret", "trusted")) {
                Set<Attribute> attributes = attributes(each, alias);
                assertTrue(attributes.containsAll(Set.of(ATTRIBUTES)), alias + ": " + attributes);
            }
        }
    }

    @Test
    default void anEntryCopiedWithItsAttributesKeepsThem() throws Exception {
        KeyStore source = empty();
        source.setEntry("alias", privateKeyEntry(ATTRIBUTES), protection());
        KeyStore keyStore = empty();
        keyStore.setEntry("copy", source.getEntry("alias", protection()), protection());

        assertTrue(attributes(reopened(keyStore), "copy").containsAll(Set.of(ATTRIBUTES)));
    }

    @Test
    default void aNewEntryDoesNotInheritTheAttributesOfTheOldOne() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("secret", secretKeyEntry(ATTRIBUTES), protection());
        keyStore.setEntry("trusted", certificateEntry(ATTRIBUTES), null);
        keyStore.setKeyEntry("secret", aes(), password(), null);
        keyStore.setCertificateEntry("trusted", certificate());

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            for (String alias : List.of("secret", "trusted")) {
                for (Attribute attribute : ATTRIBUTES) {
                    assertFalse(attributes(each, alias).contains(attribute));
                }
            }
        }
    }

    @Test
    default void aMissingAliasHasNoAttributes() throws Exception {
        Method getAttributes = getAttributes();
        KeyStore keyStore = filled(empty());

        assertTrue(getAttributes == null || Set.of().equals(getAttributes.invoke(keyStore, "missing")));
    }

    @Test
    default void attributesHandedOutCannotBeChanged() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", certificateEntry(ATTRIBUTES), null);

        assertThrows(
                UnsupportedOperationException.class,
                () -> attributes(keyStore, "alias").clear());
    }

    @Test
    default void anEntryIsDatedWhenItIsSet() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        KeyStore keyStore = filled(empty());
        Instant after = Instant.now();

        for (String alias : List.of("private", "secret", "trusted")) {
            Instant date = keyStore.getCreationDate(alias).toInstant();
            assertFalse(date.isBefore(before), alias + " is of " + date + ", before " + before);
            assertFalse(date.isAfter(after), alias + " is of " + date + ", after " + after);
        }
    }

    /**
     * The date of a trusted certificate differs: see
     * {@link KeyStoreContractDifferences#creationDateOfATrustedCertificate}.
     */
    @Test
    default void theDateOfAKeySurvivesToTheMillisecond() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("private", ecKey(), null, ecChain());
        keyStore.setKeyEntry("secret", aes(), password(), null);
        KeyStore reopened = reopened(keyStore);

        for (String alias : List.of("private", "secret")) {
            assertEquals(keyStore.getCreationDate(alias), reopened.getCreationDate(alias));
        }
    }

    @Test
    default void theDateHandedOutIsACopy() throws Exception {
        KeyStore keyStore = filled(empty());
        Date date = keyStore.getCreationDate("private");
        keyStore.getCreationDate("private").setTime(0);

        assertEquals(date, keyStore.getCreationDate("private"));
    }

    /**
     * Returns the attributes of {@code getEntry}, which must equal those of {@code KeyStore.getAttributes} from Java 18
     * on.
     */
    private static Set<Attribute> attributes(KeyStore keyStore, String alias) throws Exception {
        boolean trusted = keyStore.entryInstanceOf(alias, TrustedCertificateEntry.class);
        Entry entry = keyStore.getEntry(alias, trusted ? null : protection());
        Method getAttributes = getAttributes();
        if (getAttributes != null) {
            assertEquals(entry.getAttributes(), getAttributes.invoke(keyStore, alias));
        }
        return entry.getAttributes();
    }

    /** The method {@code KeyStore.getAttributes}, which exists from Java 18 on; null before. */
    private static Method getAttributes() {
        try {
            return KeyStore.class.getMethod("getAttributes", String.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
