package org.linuxkeyring.microprofile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.UncheckedIOException;
import java.security.KeyStore;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The source by itself and in SmallRye Config, which Quarkus and WildFly have. */
class KeyringConfigSourceTest {
    private final String keyring = "@u/" + UUID.randomUUID();
    private KeyStore store;

    @BeforeEach
    void makeKeyring() throws Exception {
        store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring(keyring).build());
    }

    @AfterEach
    void forgetKeyring() {
        System.clearProperty(KeyringConfigSource.PROPERTY);
    }

    @Test
    void aSecretIsAPropertyWithTheValueOfThisMoment() throws Exception {
        System.setProperty(KeyringConfigSource.PROPERTY, keyring);
        set("db.password", "first");
        SmallRyeConfig config = config(Map.of());

        assertEquals("first", config.getValue("db.password", String.class));
        set("db.password", "second");
        assertEquals("second", config.getValue("db.password", String.class));
        store.deleteEntry("db.password");
        assertThrows(NoSuchElementException.class, () -> config.getValue("db.password", String.class));
    }

    @Test
    void aSecretStandsInTheValueOfAnotherProperty() throws Exception {
        System.setProperty(KeyringConfigSource.PROPERTY, keyring);
        set("db.password", "x");

        assertEquals("jdbc:x", config(Map.of("url", "jdbc:${db.password}")).getValue("url", String.class));
    }

    @Test
    void filesOfTheApplicationGiveWayToASecretAndSystemPropertiesDoNot() throws Exception {
        System.setProperty(KeyringConfigSource.PROPERTY, keyring);
        set("db.password", "secret");

        assertEquals("secret", config(Map.of("db.password", "file")).getValue("db.password", String.class));
        System.setProperty("db.password", "system");
        try {
            assertEquals("system", config(Map.of()).getValue("db.password", String.class));
        } finally {
            System.clearProperty("db.password");
        }
    }

    @Test
    void withoutAKeyringThereAreNoProperties() {
        KeyringConfigSource source = new KeyringConfigSource();

        assertEquals(Set.of(), source.getPropertyNames());
        assertNull(source.getValue("db.password"));
        assertEquals("LinuxKeyring", source.getName());
    }

    @Test
    void aMissingKeyringEndsTheStartUnlessItIsOptional() {
        UncheckedIOException refused =
                assertThrows(UncheckedIOException.class, () -> new KeyringConfigSource("@u/nothing"));

        assertTrue(refused.getMessage().contains("The keyring @u/nothing does not exist"), refused.getMessage());
        assertTrue(refused.getMessage().contains("write optional:@u/nothing"), refused.getMessage());
        assertNull(new KeyringConfigSource("optional:@u/nothing").getValue("db.password"));
        assertThrows(IllegalArgumentException.class, () -> new KeyringConfigSource("optional:no keyring"));
    }

    @Test
    void anEntryThatIsNoTextCostsItselfAlone() throws Exception {
        store.setKeyEntry("binary", new SecretKeySpec(new byte[] {(byte) 0xff}, "AES"), null, null);
        set("db.password", "x");
        KeyringConfigSource source = new KeyringConfigSource(keyring);

        assertThrows(KeyringException.class, () -> source.getValue("binary"));
        assertEquals("x", source.getValue("db.password"));
        assertEquals(Map.of("db.password", "x"), source.getProperties());
    }

    @Test
    void noNameOrTextOfTheSourceHasAValue() throws Exception {
        set("db.password", "hidden");
        KeyringConfigSource source = new KeyringConfigSource(keyring);

        assertEquals("LinuxKeyring " + keyring, source.getName());
        assertFalse(source.toString().contains("hidden"));
    }

    @Test
    void aContainerFindsTheSource() {
        assertTrue(StreamSupport.stream(config(Map.of()).getConfigSources().spliterator(), false)
                .anyMatch(source -> source.getName().startsWith("LinuxKeyring")));
    }

    private static SmallRyeConfig config(Map<String, String> file) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .addDiscoveredSources()
                .withDefaultValues(file)
                .build();
    }

    private void set(String name, String value) throws Exception {
        store.setKeyEntry(name, new SecretKeySpec(value.getBytes(UTF_8), "RAW"), null, null);
    }
}
