package org.linuxkeyring.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;

/** Variables of a configuration, as Kafka resolves them. */
class KeyringConfigProviderTest {
    private final String keyring = "@u/" + UUID.randomUUID();
    private KeyStore store;

    @BeforeEach
    void makeKeyring() throws Exception {
        store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring(keyring).build());
    }

    @Test
    void aVariableHasTheValueOfASecret() throws Exception {
        set("key-password", "pässwörd");

        assertEquals("pässwörd", resolved("${keyring:" + keyring + ":key-password}", Map.of()));
        assertEquals("pässwörd", resolved("${keyring:key-password}", Map.of("keyring", keyring)));
        assertEquals("a pässwörd b", resolved("a ${keyring:" + keyring + ":password} b", Map.of("prefix", "key-")));
    }

    @Test
    void aMissingSecretOrKeyringIsNamed() throws Exception {
        assertRefused("${keyring:" + keyring + ":nothing}", "There is no secret 'nothing' in keyring " + keyring);
        assertRefused("${keyring:@u/nothing:x}", "The keyring @u/nothing does not exist");
        assertRefused("${keyring:no keyring:x}", "no keyring");
        store.setKeyEntry("binary", new SecretKeySpec(new byte[] {(byte) 0xff}, "AES"), null, null);
        assertRefused("${keyring:" + keyring + ":binary}", "no text in UTF-8");
    }

    @Test
    void aParameterThatIsNoSettingIsRefused() {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> resolved("${keyring:x}", Map.of("keyrnig", "@u")));

        assertTrue(refused.getMessage().contains("keyrnig"), refused.getMessage());
    }

    @Test
    void allSecretsOfAKeyringAreThoseThatCanBeRead() throws Exception {
        set("a", "1");
        set("b", "2");
        store.setKeyEntry("binary", new SecretKeySpec(new byte[] {(byte) 0xff}, "AES"), null, null);
        try (ConfigProvider provider = provider()) {
            ConfigData all = provider.get(keyring);

            assertEquals(Map.of("a", "1", "b", "2"), all.data());
            assertNull(all.ttl());
        }
    }

    @Test
    void whatExpiresFirstLimitsTheTimeToLive() throws Exception {
        set("for ever", "1");
        KeyStore.Entry entry = new KeyStore.SecretKeyEntry(new SecretKeySpec("2".getBytes(UTF_8), "RAW"));
        store.setEntry(
                "hour",
                entry,
                KeyringProtection.builder().timeout(Duration.ofHours(1)).build());
        store.setEntry(
                "day",
                entry,
                KeyringProtection.builder().timeout(Duration.ofDays(1)).build());
        try (ConfigProvider provider = provider()) {
            long left = provider.get(keyring, Set.of("for ever", "hour", "day")).ttl();

            assertTrue(left > 3_500_000 && left <= 3_601_000, () -> left + " ms");
            assertNull(provider.get(keyring, Set.of("for ever")).ttl());
        }
    }

    @Test
    void kafkaFindsTheProvider() {
        assertTrue(ServiceLoader.load(ConfigProvider.class).stream()
                .anyMatch(each -> each.type() == KeyringConfigProvider.class));
    }

    private void assertRefused(String value, String why) {
        ConfigException refused = assertThrows(ConfigException.class, () -> resolved(value, Map.of()));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertFalse(refused.getMessage().contains("\u00ff"), refused.getMessage());
    }

    private static String resolved(String value, Map<String, String> parameters) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("config.providers", "keyring");
        configuration.put("config.providers.keyring.class", KeyringConfigProvider.class.getName());
        parameters.forEach((name, each) -> configuration.put("config.providers.keyring.param." + name, each));
        configuration.put("value", value);
        ConfigDef definition =
                new ConfigDef().define("value", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "a value");
        return new AbstractConfig(definition, configuration).getString("value");
    }

    private static ConfigProvider provider() {
        ConfigProvider provider = new KeyringConfigProvider();
        provider.configure(Map.of());
        return provider;
    }

    private void set(String name, String value) throws Exception {
        store.setKeyEntry(name, new SecretKeySpec(value.getBytes(UTF_8), "RAW"), null, null);
    }
}
