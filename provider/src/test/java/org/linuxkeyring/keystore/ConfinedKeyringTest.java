package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.security.Key;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;

/** Thread and process keyrings, whose calls one thread makes for all. */
@Tag("kernel")
class ConfinedKeyringTest {
    private static final SecretKey SECRET = new SecretKeySpec(new byte[16], "AES");

    @ParameterizedTest
    @ValueSource(strings = {"@t", "@p", "@p/below"})
    void everyThreadAndEveryKeystoreOfTheJvmSharesIt(String keyring) throws Exception {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        KeyStore store = open(keyring);
        store.setKeyEntry("shared", SECRET, null, null);
        try {
            assertEquals(SECRET, CompletableFuture.supplyAsync(() -> key(store)).get());
            assertEquals(SECRET, key(open(keyring)));
        } finally {
            store.deleteEntry("shared");
        }
        assertFalse(store.containsAlias("shared"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"KERNEL", "MEMORY"})
    void aKeyIsTheSameToEveryKeystore(Backend backend) {
        ScratchKeyring.assumeAvailable(backend);
        KeyringPath path = KeyringPath.of("@t");
        Keyring one = new Keyrings(OwnerThread.confine(OpenBackend.of(backend))).at(path, true);
        Keyring other = new Keyrings(OwnerThread.confine(OpenBackend.of(backend))).at(path, true);
        org.linuxkeyring.keyring.key.KernelKey made =
                one.put(KeyType.USER, Description.of("same"), ByteBuffer.wrap(new byte[] {1}));
        assertEquals(Optional.of(made), other.own(KeyType.USER, Description.of("same")));
        one.remove(KeyType.USER, Description.of("same"));
    }

    private static KeyStore open(String keyring) throws Exception {
        return ScratchKeyring.keyStore(
                KeyringLoadStoreParameter.builder().keyring(keyring).backend(Backend.KERNEL));
    }

    private static Key key(KeyStore store) {
        try {
            return store.getKey("shared", null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
