package org.linuxkeyring.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What an application reads of the secrets in a keyring. */
@ParameterizedClass
@EnumSource(names = {"MEMORY", "KERNEL"})
@Tag("kernel")
class KeyringSecretsTest extends OnEachBackend {
    KeyringSecretsTest(Backend backend) {
        super(backend);
    }

    @Test
    void aSecretIsWhatJavaKeytoolOrKeyctlStored() throws Exception {
        set("java", "pässwörd €");
        PBEKeySpec spec = new PBEKeySpec("from keytool".toCharArray());
        scratch()
                .keyStore()
                .setKeyEntry("keytool", SecretKeyFactory.getInstance("PBE").generateSecret(spec), null, null);
        scratch().add("user", "keyctl", bytes("from keyctl"));

        assertEquals(Set.of("java", "keyctl", "keytool"), secrets().names());
        assertEquals(Optional.of("pässwörd €"), secrets().get("java"));
        assertEquals(Optional.of("from keytool"), secrets().get("keytool"));
        assertEquals(Optional.of("from keyctl"), secrets().get("keyctl"));
    }

    @Test
    void theValueIsReadWhateverIsSetForKeys() throws Exception {
        set("db", "x");

        KeyringSecrets secrets =
                KeyringSecrets.of(scratch().settings().keys(Keys.OPAQUE).build());

        assertEquals(Optional.of("x"), secrets.get("db"));
    }

    @Test
    void eachCallAnswersForItsMoment() throws Exception {
        KeyringSecrets secrets = secrets();
        assertEquals(Optional.empty(), secrets.get("db"));

        set("db", "first");
        assertEquals(Optional.of("first"), secrets.get("db"));
        set("db", "second");
        assertEquals(Optional.of("second"), secrets.get("db"));
        int serial = scratch().links()[0];
        scratch().keyctl().revoke(serial);
        assertEquals(Optional.empty(), secrets.get("db"));
        assertEquals(Set.of(), secrets.names());
    }

    @Test
    void theExpiryIsThatOfTheEntry() throws Exception {
        Instant before = Instant.now();
        KeyStore.Entry entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("x"), "RAW"));
        scratch()
                .keyStore()
                .setEntry(
                        "db",
                        entry,
                        KeyringProtection.builder().timeout(Duration.ofHours(1)).build());
        set("for ever", "x");

        Instant expiry = secrets().expiry("db").orElseThrow();

        assertTrue(expiry.isAfter(before.plusSeconds(3598))
                && expiry.isBefore(Instant.now().plusSeconds(3602)));
        assertEquals(Optional.empty(), secrets().expiry("for ever"));
        assertEquals(Optional.empty(), secrets().expiry("nothing"));
    }

    @Test
    void whatIsNoTextIsRefusedByNameAloneAndCostsNoOther() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(
                "web",
                TestKeys.pair("RSA").getPrivate(),
                null,
                TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1));
        store.setKeyEntry("locked", new SecretKeySpec(bytes("hidden"), "RAW"), "password".toCharArray(), null);
        store.setKeyEntry("binary", new SecretKeySpec(new byte[] {(byte) 0xff}, "AES"), null, null);
        scratch().add("user", "damaged", new byte[] {'0'});
        set("db", "fine");

        KeyringSecrets secrets = secrets();

        assertRefused(secrets, "web", "private key or a certificate");
        assertRefused(secrets, "locked", "password");
        assertRefused(secrets, "binary", "no text in UTF-8");
        assertRefused(secrets, "damaged", "");
        assertEquals(Set.of("binary", "db", "locked"), secrets.names());
        assertEquals(Optional.of("fine"), secrets.get("db"));
        assertEquals(Map.of("db", "fine"), secrets.readable());
    }

    @Test
    void aNameThatNoEntryCanHaveIsMissing() throws Exception {
        for (String name : new String[] {"", "a\0b", "x".repeat(5000), "%nothing:x", "%user"}) {
            assertEquals(Optional.empty(), secrets().get(name), name);
        }
    }

    @Test
    void nothingIsMadeOrChanged() throws Exception {
        KeyringLoadStoreParameter nested = scratch()
                .settings()
                .keyring(scratch().serial() + "/nested")
                .create(true)
                .build();

        IOException refused = assertThrows(IOException.class, () -> KeyringSecrets.of(nested));

        assertInstanceOf(NoSuchKeyringException.class, refused.getCause());
        assertTrue(refused.getMessage().contains("nested"), refused.getMessage());
        assertTrue(KeyringSecrets.find(nested).isEmpty());
        assertEquals(0, scratch().links().length);
    }

    @Test
    void whatIsNoKeyringIsNotTakenForAMissingOne() throws Exception {
        int serial = scratch().add("user", "key", bytes("x"));
        KeyringLoadStoreParameter key =
                scratch().settings().keyring(Integer.toString(serial)).build();

        IOException refused = assertThrows(IOException.class, () -> KeyringSecrets.find(key));

        assertFalse(refused.getCause() instanceof NoSuchKeyringException);
        assertTrue(refused.getMessage().contains("is no keyring"), refused.getMessage());
    }

    private static void assertRefused(KeyringSecrets secrets, String name, String why) {
        KeyringException refused = assertThrows(KeyringException.class, () -> secrets.get(name));
        assertTrue(refused.getMessage().startsWith("The secret '" + name + "' cannot be read: "), refused.getMessage());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertFalse(refused.getMessage().contains("hidden"), refused.getMessage());
    }

    private void set(String name, String value) throws Exception {
        scratch().keyStore().setKeyEntry(name, new SecretKeySpec(bytes(value), "RAW"), null, null);
    }

    private KeyringSecrets secrets() throws IOException {
        return KeyringSecrets.of(scratch().settings().build());
    }
}
