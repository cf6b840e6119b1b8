package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.List;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Backend;

/** Which keys a change reaches where the session keyring or the thread keyring links keys of the same name. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class SessionReachTest extends BesideAnotherApplication {
    SessionReachTest(Backend backend) {
        super(backend);
    }

    @Test
    void theSessionsOwnEntryIsInTheWay() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyStore store = ofTheProcess();
            String message = refused(() -> store.setKeyEntry(web, OURS, null, null));
            assertTrue(message.contains("keyring=@s"), message);
            refused(() -> store.deleteEntry(web));
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
        });
    }

    /** The entry existed first; then another program's session put a key before it. */
    @Test
    void anOwnEntryBehindThatOfTheSessionIsNotChanged() throws Exception {
        inSession(session -> {
            KeyStore store = ofTheProcess();
            store.setKeyEntry(web, OURS, null, null);
            int own = keyctl.search(ofUser, bytes("user"), bytes(web), Keyctl.NO_KEY);
            byte[] before = payload(own);
            int theirs = add("user", web, session);
            refused(() -> store.setKeyEntry(web, NEWER, null, null));
            refused(() -> store.deleteEntry(web));
            assertUntouched(theirs, session);
            assertArrayEquals(before, payload(own));
        });
    }

    /**
     * The keyring is also linked directly into the session: the kernel's order decides whether a search visits it
     * first.
     */
    @Test
    void whateverTheOrderOfTheSessionWhatIsSetIsWhatIsFound() throws Exception {
        for (int others = 0; others < 20; others++) {
            int filling = others;
            inSession(session -> {
                keyctl.link(Keyctl.USER_KEYRING, session);
                for (int i = 0; i < filling; i++) {
                    add("user", web + "-" + filling + "-" + i, session);
                }
                int theirs = add("user", web, shopB);
                keyctl.link(shopB, session);
                KeyStore store = ofTheProcess();
                try {
                    store.setKeyEntry(web, OURS, null, null);
                    assertHolds(store, web, OURS);
                } catch (KeyStoreException e) {
                    assertTrue(e.getMessage().contains("keyring=@s/" + web + "-shop-b"), e.getMessage());
                    assertArrayEquals(THEIRS, ((SecretKey) store.getKey(web, null)).getEncoded());
                    assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
                }
                assertUntouched(theirs, shopB);
                keyctl.clear(shopB);
                int own = keyctl.search(ofUser, bytes("user"), bytes(web), Keyctl.NO_KEY);
                if (own != Keyctl.NO_KEY) {
                    keyctl.unlink(own, ofUser);
                }
            });
        }
    }

    @Test
    void aDeadEntryOfTheSessionIsInNoOnesWay() throws Exception {
        inSession(session -> {
            keyctl.revoke(add("user", web, session));
            KeyStore store = ofTheProcess();
            store.setKeyEntry(web, OURS, null, null);
            assertHolds(store, web, OURS);
        });
    }

    @Test
    void aKeyOfTheThreadIsInTheWay() throws Exception {
        inSession(session -> {
            int thread = keyctl.keyringId(Keyctl.THREAD_KEYRING, true);
            int theirs = add("user", web, thread);
            String message = refused(() -> ofTheProcess().setKeyEntry(web, OURS, null, null));
            assertTrue(message.contains("keyring=@t"), message);
            assertUntouched(theirs, thread);
        });
    }
}
