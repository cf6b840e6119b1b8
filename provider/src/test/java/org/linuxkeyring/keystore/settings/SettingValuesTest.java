package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyringException;

/** The values that a setting accepts, and how blanks, comments and the end of a line limit them. */
class SettingValuesTest {
    @AfterEach
    void clearSystemProperties() {
        System.clearProperty("linuxkeyring.prefix");
        System.clearProperty("linuxkeyring.timeout");
    }

    @Test
    void entriesToCallOutForAreNamedBesideCalloutOnly() {
        Map<String, String> both = Map.of("callout", "shop=1", "callout.aliases", "web, mail,web");
        assertEquals(List.of("web", "mail"), Settings.of(List.of(both)).calloutAliases());
        Map<String, String> alone = Map.of("callout.aliases", "web");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Settings.of(List.of(alone)))
                .getMessage()
                .contains("callout.aliases"));
        assertThrows(IllegalArgumentException.class, () -> Settings.check("callout.aliases", "web,,mail"));
        String tooMany =
                IntStream.rangeClosed(0, 256).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThrows(IllegalArgumentException.class, () -> Settings.check("callout.aliases", tooMany));
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "PT1M, 60", "PT8H, 28800", "P1D, 86400"})
    void aTimeoutIsSecondsOrAnIsoDuration(String text, int seconds) {
        assertEquals(
                Optional.of(Duration.ofSeconds(seconds)),
                Settings.of(List.of(Map.of("timeout", text))).timeout());
    }

    @ParameterizedTest
    @CsvSource({
        "keyring, @x",
        "keyring, ''",
        "keyring, @u/",
        "keyring, @u/.x",
        "keyring, 0",
        "keyring, -3",
        "keyring, %keyring:",
        "keyring, shop",
        "create, yes",
        "type, logon",
        "type, asymmetric",
        "timeout, 0",
        "timeout, -1",
        "timeout, PT0.5S",
        "timeout, PT1.5S",
        "timeout, 2147483648",
        "timeout, 99999999999999999999",
        "permissions, 0x100000000",
        "permissions, 0xff000000",
        "permissions, 3f",
        "permissions, alswrv",
        "restriction, all",
        "restriction, asymmetric:",
        "restriction, :x",
        "writes, sometimes",
        "passwords, no",
        "protection, secret",
        "callout, ''",
        "raw.algorithm, ''",
        "backend, disk",
        "session, all",
        "owners, 'web, ,mail'",
        "owners, 4294967296",
        "owners, -1",
        "owners, 'a b'",
        "probe, on"
    })
    void aBadValueIsRefusedNamingKeyValueAndWhatIsAllowed(String key, String value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Settings.check(key, value));
        assertTrue(
                e.getMessage().startsWith("Setting " + key + "=" + value + " is not allowed; allowed is: "),
                e.getMessage());
    }

    /** Returns the settings of one layer. */
    static Settings with(String... keysAndValues) {
        Map<String, String> layer = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            layer.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.of(List.of(layer));
    }

    @Test
    void ownersAreNumbersAndNames() {
        assertEquals(Set.of(), with().owners());
        assertEquals(Set.of(), with("owners", "").owners());
        assertEquals(
                Set.of(0, 1000, -2), with("owners", "root, 1000,4294967294").owners());
        KeyringException e = assertThrows(
                KeyringException.class, () -> with("owners", "no_such_user").owners());
        assertTrue(e.getMessage().contains("no_such_user") && e.getMessage().contains("id -u"), e.getMessage());
    }

    /** A blank, a tab, and what pasted text brings along. */
    @ParameterizedTest
    @CsvSource({
        "keyring, @u/shop",
        "create, false",
        "type, user",
        "timeout, PT8H",
        "permissions, 0x3f010000",
        "restriction, reject",
        "writes, never",
        "passwords, ignore",
        "protection, kernel-held",
        "keys, opaque",
        "raw.algorithm, HmacSHA256",
        "backend, memory",
        "session, any",
        "owners, 1000"
    })
    void blanksAtTheEndsOfAValueAreNoPartOfIt(String key, String value) {
        for (String written : List.of(value + " ", value + "\t", " " + value, value + "\u00a0 \n")) {
            Settings.check(key, written);
            assertEquals(Map.of(key, value), with(key, written).toMap());
            System.setProperty("linuxkeyring." + key, written);
            try {
                assertEquals(Map.of(key, value), with().toMap());
            } finally {
                System.clearProperty("linuxkeyring." + key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@u/shop /tls",
                "@u/ shop",
                "@u /shop",
                "@u/shop\t/tls",
                "@u/shop/\u00a0tls",
                "%keyring: shop",
                "%keyring:shop /tls"
            })
    void blanksAtTheEndsOfAKeyringsNameAreRefused(String path) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Settings.check("keyring", path));
        assertTrue(e.getMessage().contains("allowed is: @u"), e.getMessage());
        Settings.check("keyring", "@u/my shop/tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix", "callout"})
    void whereBlanksMayBeMeantTheyAreRefused(String key) {
        for (String written : List.of("shop: ", " shop:", "shop:\t", "shop:\u00a0")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Settings.check(key, written));
            assertTrue(e.getMessage().contains("ends with a blank"), e.getMessage());
        }
        assertEquals(Map.of(key, "my shop:"), with(key, "my shop:").toMap());
    }

    @Test
    void aNumberSignThatBeginsNoCommentIsPartOfAValue() {
        assertEquals("shop#1:", with("prefix", "shop#1:").prefix());
        assertEquals("#", with("prefix", "#").prefix());
    }

    @Test
    void aValueHasAnEnd() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Settings.check("prefix", "x".repeat(4096)));
        assertTrue(e.getMessage().length() < 200, e.getMessage());
        Settings.check("prefix", "x".repeat(4095));
    }
}
