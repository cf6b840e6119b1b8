package org.linuxkeyring.keystore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Writes;

/** The time at which a change reaches the keyring, by the setting {@code writes}. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class WritesTest extends OnEachBackend {
    private static final SecretKey OLD = new SecretKeySpec(new byte[16], "AES");
    private static final SecretKey NEW = new SecretKeySpec(new byte[32], "AES");

    private KeyStore other;

    WritesTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void storeOldEntries() throws Exception {
        other = scratch().keyStore();
        other.setKeyEntry("kept", OLD, null, null);
        other.setKeyEntry("replaced", OLD, null, null);
        other.setKeyEntry("deleted", OLD, null, null);
    }

    private KeyStore store(String writes) throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().set("writes", writes));
    }

    private static Set<String> aliases(KeyStore store) throws KeyStoreException {
        return Set.copyOf(Collections.list(store.aliases()));
    }

    @Test
    void immediateChangesAreSeenByOthersAtOnce() throws Exception {
        KeyStore store = store("immediate");
        store.setKeyEntry("added", NEW, null, null);
        assertEquals(NEW, other.getKey("added", null));
        store.deleteEntry("added");
        assertFalse(other.containsAlias("added"));
    }

    @Test
    void stagedChangesAreSeenByTheKeystoreAloneUntilItIsStored() throws Exception {
        KeyStore store = store("on-store");
        int[] before = scratch().links();
        store.setKeyEntry("added", NEW, null, null);
        store.setKeyEntry("replaced", NEW, null, null);
        store.deleteEntry("deleted");

        assertEquals(Set.of("kept", "replaced", "added"), aliases(store));
        assertEquals(3, store.size());
        assertEquals(NEW, store.getKey("added", null));
        assertEquals(NEW, store.getKey("replaced", null));
        assertEquals(OLD, store.getKey("kept", null));
        assertNull(store.getKey("deleted", null));
        assertFalse(store.containsAlias("deleted"));

        assertArrayEquals(before, scratch().links());
        assertEquals(Set.of("kept", "replaced", "deleted"), aliases(other));
        assertEquals(OLD, other.getKey("replaced", null));

        store.store(null, null);
        assertEquals(Set.of("kept", "replaced", "added"), aliases(other));
        assertEquals(NEW, other.getKey("replaced", null));
        assertEquals(NEW, other.getKey("added", null));
    }

    @Test
    void aStagedDeletionIsUndoneByAStagedEntry() throws Exception {
        KeyStore store = store("on-store");
        store.deleteEntry("replaced");
        store.setKeyEntry("replaced", NEW, null, null);
        assertEquals(NEW, store.getKey("replaced", null));
        store.store(null, null);
        assertEquals(NEW, other.getKey("replaced", null));
    }

    @Test
    void anEntryThatWasStagedAndDeletedAgainLeavesAnothersAlone() throws Exception {
        KeyStore store = store("on-store");
        store.setKeyEntry("added", NEW, null, null);
        store.deleteEntry("added");
        other.setKeyEntry("added", OLD, null, null);
        assertTrue(store.containsAlias("added"));
        store.store(null, null);
        assertEquals(OLD, other.getKey("added", null));
    }

    /** Another process may change or delete the entry before the keystore is stored, and must not be undone then. */
    @Test
    void aTimeoutThatIsNotedWaitsForNoStore() throws Exception {
        Duration later = Duration.ofHours(50);
        for (String alias : Set.of("replaced", "kept")) {
            other.setEntry(
                    alias,
                    new KeyStore.SecretKeyEntry(OLD),
                    KeyringProtection.builder().timeout(Duration.ofHours(3)).build());
        }
        KeyStore store = store("on-store");
        for (Duration timeout : List.of(Duration.ofHours(1), later)) {
            for (String alias : Set.of("replaced", "kept")) {
                KeyringKeyStore.of(store).setTimeout(alias, timeout);
                Duration left = Duration.between(
                        Instant.now(),
                        KeyringKeyStore.of(other)
                                .info(alias)
                                .orElseThrow()
                                .expiry()
                                .orElseThrow());
                assertTrue(timeout.minus(left).abs().toSeconds() < 30, left::toString);
            }
        }
        other.setKeyEntry("replaced", NEW, null, null);
        other.deleteEntry("kept");
        store.store(null, null);
        assertEquals(NEW, other.getKey("replaced", null));
        assertFalse(other.containsAlias("kept"));
    }

    /** What is stored would end the timeout of the key that it replaces. */
    @Test
    void anEntryThatWaitsToBeStoredIsGivenNoTimeout() throws Exception {
        KeyStore store = store("on-store");
        store.setKeyEntry("replaced", NEW, null, null);
        store.setKeyEntry("added", NEW, null, null);
        for (String alias : Set.of("replaced", "added")) {
            String refused = assertThrows(
                            KeyStoreException.class,
                            () -> KeyringKeyStore.of(store).setTimeout(alias, Duration.ofHours(1)))
                    .getMessage();
            assertTrue(refused.contains("waits for store()"), refused);
        }

        store.store(null, null);
        KeyringKeyStore.of(store).setTimeout("replaced", Duration.ofHours(1));

        assertTrue(KeyringKeyStore.of(other)
                .info("replaced")
                .orElseThrow()
                .expiry()
                .isPresent());
    }

    @Test
    void loadingAgainDropsWhatWasStaged() throws Exception {
        KeyStore store = store("on-store");
        store.deleteEntry("kept");
        store.load(scratch().settings().writes(Writes.ON_STORE).build());
        assertTrue(store.containsAlias("kept"));
    }

    @Test
    void storingTwiceChangesNothingMore() throws Exception {
        KeyStore store = store("on-store");
        store.setKeyEntry("replaced", NEW, null, null);
        store.store(null, null);
        other.setKeyEntry("replaced", OLD, null, null);
        store.store(null, null);
        assertEquals(OLD, other.getKey("replaced", null));
    }

    /** What it was to replace has gone meanwhile, and so has the mask that it would have kept. */
    @Test
    void anEntryThatIsNewWhenItIsStoredHasTheMaskOfNewEntries() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(
                scratch().settings().writes(Writes.ON_STORE).set("permissions", "0x3f000000"));
        store.setKeyEntry("replaced", NEW, null, null);
        other.deleteEntry("replaced");

        store.store(null, null);

        assertEquals(NEW, other.getKey("replaced", null));
        int key = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("replaced"), Keyctl.NO_KEY);
        assertTrue(new String(scratch().keyctl().describe(key), UTF_8).contains(";3f000000;"));
    }

    @Test
    void everyChangeIsRefusedWhereNoneMayBeMade() throws Exception {
        KeyStore store = store("never");
        assertEquals(OLD, store.getKey("kept", null));
        assertTrue(assertThrows(KeyStoreException.class, () -> store.setKeyEntry("added", NEW, null, null))
                .getMessage()
                .contains("writes=never"));
        assertThrows(KeyStoreException.class, () -> store.deleteEntry("kept"));
        store.store(null, null);
        assertEquals(Set.of("kept", "replaced", "deleted"), aliases(other));
    }
}
