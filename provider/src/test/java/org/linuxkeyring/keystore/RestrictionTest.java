package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Restriction;
import org.linuxkeyring.spec.Writes;

/** A keyring that is filled, stored and restricted (setting {@code restriction}). */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class RestrictionTest extends OnEachBackend {
    private static final SecretKey KEY = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

    RestrictionTest(Backend backend) {
        super(backend);
    }

    private KeyringLoadStoreParameter.Builder ownKeyring() {
        return scratch().settings().keyring(scratch().serial() + "/shop");
    }

    private KeyStore closed() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(ownKeyring().restriction(Restriction.REJECT));
        store.setKeyEntry("before", KEY, null, null);
        store.store(null);
        return store;
    }

    @Test
    void afterStoreEntriesCanBeReadAndDeletedButNotSet() throws Exception {
        KeyStore store = closed();

        for (String alias : List.of("before", "after")) {
            KeyStoreException e =
                    assertThrows(KeyStoreException.class, () -> store.setKeyEntry(alias, KEY, null, null));
            assertTrue(e.getMessage().contains("EPERM"), e.getMessage());
            assertTrue(e.getMessage().contains("The keyring is restricted"), e.getMessage());
        }
        assertEquals(KEY, store.getKey("before", null));
        assertEquals(List.of("before"), Collections.list(store.aliases()));
        store.deleteEntry("before");
        assertEquals(0, store.size());
    }

    @Test
    void aRestrictionHoldsForWhoDoesNotAskForIt() throws Exception {
        closed();

        KeyStore other = ScratchKeyring.keyStore(ownKeyring());
        assertThrows(KeyStoreException.class, () -> other.setKeyEntry("after", KEY, null, null));
    }

    @Test
    void storingAgainChangesNothing() throws Exception {
        KeyStore store = closed();
        store.store(null);
        assertEquals(KEY, store.getKey("before", null));
    }

    @Test
    void whatWasKeptBackIsStoredBeforeTheKeyringCloses() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(
                ownKeyring().restriction(Restriction.REJECT).writes(Writes.ON_STORE));
        store.setKeyEntry("before", KEY, null, null);
        store.store(null);
        assertEquals(KEY, ScratchKeyring.keyStore(ownKeyring()).getKey("before", null));
    }

    @Test
    void aKeystoreThatNeverWritesRestrictsNothing() throws Exception {
        ScratchKeyring.keyStore(ownKeyring()
                        .create(true)
                        .restriction(Restriction.REJECT)
                        .writes(Writes.NEVER))
                .store(null);
        ScratchKeyring.keyStore(ownKeyring()).setKeyEntry("after", KEY, null, null);
        assertEquals(KEY, ScratchKeyring.keyStore(ownKeyring()).getKey("after", null));
    }

    @Test
    void theReferenceNamesIt() throws Exception {
        ByteArrayOutputStream reference = new ByteArrayOutputStream();
        closed().store(reference, null);
        assertTrue(reference.toString("UTF-8").contains("restriction=reject"), reference.toString("UTF-8"));
        KeyStore again = ScratchKeyring.keyStore(ownKeyring());
        again.load(new ByteArrayInputStream(reference.toByteArray()), null);
        assertEquals(KEY, again.getKey("before", null));
    }

    @Test
    void aSchemeThatTheKernelDoesNotKnowIsToldByStore() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(ownKeyring().restriction(Restriction.of("user:any")));
        IOException e = assertThrows(IOException.class, () -> store.store(null));
        assertTrue(e.getMessage().contains("KEYCTL_RESTRICT_KEYRING"), e.getMessage());
        assertTrue(e.getMessage().contains("ENOENT"), e.getMessage());
        assertTrue(e.getMessage().contains("set restriction=reject"), e.getMessage());
        store.setKeyEntry("still", KEY, null, null);
        assertEquals(KEY, store.getKey("still", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@u", "@s", "@t", "123456789"})
    void aKeyringThatOthersUseIsNotRestricted(String keyring) {
        IOException e = assertThrows(
                IOException.class,
                () -> ScratchKeyring.keyStore(
                        scratch().settings().keyring(keyring).restriction(Restriction.REJECT)));
        assertTrue(e.getMessage().contains("cannot be undone"), e.getMessage());
        assertFalse(e.getMessage().contains("does not exist"), e.getMessage());
    }
}
