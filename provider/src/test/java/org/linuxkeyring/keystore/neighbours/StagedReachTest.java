package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;

/** Which keys a change reaches that is stored later, or of several entries at once. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class StagedReachTest extends BesideAnotherApplication {
    StagedReachTest(Backend backend) {
        super(backend);
    }

    @Test
    void aStagedChangeIsRefusedWhenItIsMade() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyStore store = ScratchKeyring.keyStore(settings().writes(Writes.ON_STORE));
            refused(() -> store.setKeyEntry(web, OURS, null, null));
            refused(() -> store.deleteEntry(web));
            store.store(null);
            assertUntouched(theirs, session);
        });
    }

    @Test
    void aStagedChangeIsRefusedWhenItIsStored() throws Exception {
        inSession(session -> {
            KeyStore store = ScratchKeyring.keyStore(settings().writes(Writes.ON_STORE));
            store.setKeyEntry(web, OURS, null, null);
            int theirs = add("user", web, session);
            IOException e = assertThrows(IOException.class, () -> store.store(null));
            assertTrue(e.getMessage().contains("keyring=@s"), e.getMessage());
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
            keyctl.unlink(theirs, session);
            store.store(null);
            assertHolds(ofTheProcess(), web, OURS);
        });
    }

    @Test
    void aStagedCertificateIsRefusedWhenItIsStoredBehindAnotherType() throws Exception {
        assumeBigKeys();
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        store.setCertificateEntry(web, TestCertificates.root());
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        IOException e = assertThrows(IOException.class, () -> store.store(null));
        assertTrue(e.getMessage().contains("keyring=" + scratch().serial() + "/below"), e.getMessage());
        assertUntouched(theirs, below);
        assertEquals(List.of(), links(scratch().serial()));
    }

    @Test
    void aStagedDeletionIsRefusedWhenItIsStored() throws Exception {
        scratch().keyStore().setKeyEntry(web, OURS, null, null);
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        store.deleteEntry(web);
        int theirs = add("user", web, newKeyring("below", scratch().serial()));
        assertThrows(IOException.class, () -> store.store(null));
        assertHolds(scratch().keyStore(), web, OURS);
        assertArrayEquals(THEIRS, payload(theirs));
    }

    @Test
    void aTimeoutIsNotSetElsewhere() throws Exception {
        int theirs = add("user", web, newKeyring("below", scratch().serial()));
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        refused(() -> store.setTimeout(web, Duration.ofSeconds(10)));
        assertEquals("perm", keyctl.timeLeft(theirs));
    }

    @Test
    void severalEntriesOfWhichOneIsInTheWayAreTakenBack() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyringKeyStore store = KeyringKeyStore.of(ScratchKeyring.keyStore(settings()));
            add("user", web + "-below", shopB);
            Map<String, KeyStore.Entry> batch = new LinkedHashMap<>();
            batch.put(web + "-new", new KeyStore.SecretKeyEntry(OURS));
            batch.put(web + "-below", new KeyStore.SecretKeyEntry(OURS));
            batch.put(web, new KeyStore.SecretKeyEntry(OURS));
            String message = refused(() -> store.setEntries(batch, null));
            assertTrue(message.endsWith("What was stored is taken back"), message);
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
            assertEquals(List.of("user " + web + "-below"), links(shopB));
        });
    }
}
