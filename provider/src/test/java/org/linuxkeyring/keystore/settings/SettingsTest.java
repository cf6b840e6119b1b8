package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.settings.SettingValuesTest.with;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.spec.Writes;

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
        assertEquals(Writes.IMMEDIATE, settings.writes());
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
        "session, own",
        "session, any",
        "owners, 'www-data, 1000,svc_2$'",
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

    @Test
    void whoMayOnlyLookMakesNoKeyringUnlessToldTo() {
        assertTrue(with("writes", "immediate").create());
        assertTrue(with("writes", "on-store").create());
        assertFalse(with("writes", "never").create());
        assertTrue(with("writes", "never", "create", "true").create());
        assertEquals(
                Map.of("writes", "never", "create", "true"),
                with("writes", "never", "create", "true").toMap());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keyring",
                "prefix",
                "raw.algorithm",
                "callout",
                "writes",
                "timeout",
                "permissions",
                "create",
                "owners"
            })
    void aCommentBehindAValueIsRefused(String key) {
        String value = Map.of("keyring", "@u/shop", "writes", "never", "timeout", "60", "permissions", "0x3f010000")
                .getOrDefault(key, "true");
        for (String comment : List.of(" # comment", "\t#comment", " #", " ## 1", " \t# ä")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Settings.check(key, value + comment));
            assertTrue(e.getMessage().contains("a line of its own"), e.getMessage());
        }
    }
}
