package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo.Origin;

/** Who makes a secret key, and what add_key(2) is called with. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class SecretMakingTest extends OnEachBackend {
    SecretMakingTest(Backend backend) {
        super(backend);
    }

    private SecretMaking making(int bytes, Optional<String> master) {
        return SecretMaking.of(new Keyring(scratch().keyctl(), scratch().serial()), bytes, master, false);
    }

    private boolean makesKeys() {
        return new KeyTypeProbe(scratch().keyctl()).exists(KeyType.ENCRYPTED);
    }

    private static String text(SecretMaking making) {
        return StandardCharsets.ISO_8859_1.decode(making.payload().buffer()).toString();
    }

    private String refusal(int bytes, String master) {
        String message = assertThrows(KeyringException.class, () -> making(bytes, Optional.of(master)))
                .getMessage();
        assertEquals(0, scratch().links().length);
        return message;
    }

    /** Whoever knew the name could make a master key of that name, and read the key under it. */
    @Test
    void aKeyThatIsNeverToBeReadHasAMasterKeyOfANameThatIsWiped() {
        SecretMaking first = making(32, Optional.empty());
        try (SecretMaking second = making(32, Optional.empty())) {
            assertNotEquals(text(first), text(second));
            assertEquals(makesKeys(), text(second).matches("new default user:[0-9a-f]{32} 32"));
            assertEquals(makesKeys() ? KeyType.ENCRYPTED : KeyType.LOGON, second.type());
        }
        first.close();
        assertTrue(text(first).chars().allMatch(each -> each == 0), text(first));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 19, 4097})
    void aSizeThatTheKernelDoesNotMakeIsMadeOfRandomBytes(int bytes) {
        try (SecretMaking making = making(bytes, Optional.empty())) {
            assertEquals(KeyType.LOGON, making.type());
            assertEquals(Origin.GENERATED, making.origin().origin());
            assertEquals(bytes, making.payload().size());
            assertTrue(text(making).chars().distinct().count() > 4, text(making));
        }
    }

    /** A file could only bring back another key than the one that has gone. */
    @Test
    void whereEntriesAreSealedAKeyThatIsNeverToBeReadIsMadeOfRandomBytes() {
        Keyring keyring = new Keyring(scratch().keyctl(), scratch().serial());
        try (SecretMaking making = SecretMaking.of(keyring, 32, Optional.empty(), true)) {
            assertEquals(KeyType.LOGON, making.type());
            assertEquals(Origin.GENERATED, making.origin().origin());
        }
    }

    @Test
    void underAMasterKeyTheKeyIsLoadedFromItsCiphertext() {
        assumeTrue(makesKeys(), "the kernel, or memory, makes no keys of type encrypted");
        scratch().add("user", "master", new byte[32]);
        try (SecretMaking making = making(32, Optional.of("user:master"))) {
            String ciphertext = making.origin().ciphertext().orElseThrow();
            assertEquals("load " + ciphertext, text(making));
            assertTrue(ciphertext.startsWith("default user:master 32 "), ciphertext);
            assertEquals(Origin.GENERATED_IN_KERNEL, making.origin().origin());
        }
    }

    @Test
    void aMasterKeyThatIsNotThereIsNamed() {
        String trusted = refusal(32, "trusted:none");
        String user = refusal(32, "user:none");

        if (makesKeys()) {
            assertTrue(trusted.contains("trusted:none"), trusted);
            assertTrue(trusted.matches(".*(keyctl add trusted|CONFIG_TRUSTED_KEYS).*"), trusted);
            assertTrue(user.contains("user:none is not found"), user);
        } else {
            assertTrue(trusted.contains("CONFIG_ENCRYPTED_KEYS"), trusted);
        }
    }

    @Test
    void aSizeThatTheKernelDoesNotEncryptIsRefusedIfThereIsToBeAMasterKey() {
        String message = refusal(16, "trusted:kmk");
        assertTrue(message.contains("192 and 256 bits"), message);
        assertFalse(message.contains("ENODEV"), message);
    }
}
