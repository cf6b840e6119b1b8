package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.keyring.KeyType;

class SettingsTest {
    @AfterEach
    void clearSystemProperties() {
        System.clearProperty("linuxkeyring.prefix");
        System.clearProperty("linuxkeyring.timeout");
    }

    @Test
    void nothingSetMeansTheDefaults() {
        Settings settings = Settings.of(List.of());
        assertEquals(Optional.empty(), settings.keyring());
        assertTrue(settings.create());
        assertEquals(List.of(KeyType.USER, KeyType.BIG_KEY), settings.types());
        assertEquals("", settings.prefix());
        assertEquals(Optional.empty(), settings.timeout());
        assertEquals(Optional.empty(), settings.permissions());
        assertEquals(Settings.Writes.IMMEDIATE, settings.writes());
        assertTrue(settings.protectsByPassword());
        assertEquals("RAW", settings.rawAlgorithm());
        assertEquals(Backend.AUTO, settings.backend());
        assertEquals(Map.of(), settings.toMap());
    }

    @Test
    void theMostSpecificLayerWins() {
        System.setProperty("linuxkeyring.prefix", "system:");
        assertEquals("system:", Settings.of(List.of()).prefix());
        assertEquals(
                "provider:",
                Settings.of(List.of(Map.of(), Map.of("prefix", "provider:"))).prefix());
        assertEquals(
                "stream:",
                Settings.of(List.of(Map.of("prefix", "stream:"), Map.of("prefix", "provider:")))
                        .prefix());
    }

    @Test
    void aBadSystemPropertyIsNamed() {
        System.setProperty("linuxkeyring.timeout", "soon");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Settings.of(List.of()));
        assertTrue(e.getMessage().contains("timeout=soon"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "PT1M, 60", "PT8H, 28800", "P1D, 86400"})
    void aTimeoutIsSecondsOrAnIsoDuration(String text, int seconds) {
        assertEquals(
                Optional.of(seconds),
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
        "protection, kernel-held",
        "callout, ''",
        "raw.algorithm, ''",
        "backend, disk"
    })
    void aBadValueIsRefusedNamingKeyValueAndWhatIsAllowed(String key, String value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Settings.check(key, value));
        assertTrue(
                e.getMessage().startsWith("Setting " + key + "=" + value + " is not allowed; allowed is: "),
                e.getMessage());
    }

    @Test
    void anUnknownKeyIsRefusedNamingTheKnownOnes() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Settings.check("keyrng", "@u"));
        assertTrue(e.getMessage().contains("'keyrng'") && e.getMessage().contains("raw.algorithm"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "keyring, @u",
        "keyring, @s",
        "keyring, @us",
        "keyring, @p",
        "keyring, @t",
        "keyring, @persistent",
        "keyring, 123456",
        "keyring, 0x1ab",
        "keyring, %keyring:_uid.0",
        "keyring, @u/payments/tls",
        "callout, shop=1",
        "protection, exportable",
        "permissions, 0x3f010000",
        "permissions, alswrv-----v------------",
        "restriction, none",
        "restriction, reject",
        "restriction, asymmetric:key_or_keyring:123456:chain",
        "writes, on-store",
        "passwords, ignore",
        "backend, memory",
        "type, auto",
        "type, user",
        "type, big_key"
    })
    void aLegalValueIsKept(String key, String value) {
        boolean isDefault = Setting.of(key).fallback().equals(Optional.of(value));
        assertEquals(
                isDefault ? Map.of() : Map.of(key, value),
                Settings.of(List.of(Map.of(key, value))).toMap());
    }
}
