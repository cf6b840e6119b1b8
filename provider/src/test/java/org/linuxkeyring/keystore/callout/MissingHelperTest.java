package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * Callout info on a machine without /sbin/request-key. On a machine that belongs to the tests the program is moved away
 * for the time of a test; other machines must not have it.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
@ParameterizedClass
@ValueSource(booleans = {false, true})
class MissingHelperTest {
    private static final Path HELPER = Path.of("/sbin/request-key");

    private static final Path AWAY = Path.of("/sbin/request-key.away");

    private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

    private final String alias = "linuxkeyring-test:" + UUID.randomUUID();

    /** Names the keyring, or all keyrings of the process. */
    private final boolean ofKeyring;

    MissingHelperTest(boolean ofKeyring) {
        this.ofKeyring = ofKeyring;
    }

    @BeforeEach
    void hideHelper() throws IOException {
        if (Upcall.isOwnMachine() && Files.exists(HELPER)) {
            Files.move(HELPER, AWAY);
        }
    }

    @AfterEach
    void showHelper() throws IOException {
        if (Files.exists(AWAY)) {
            Files.move(AWAY, HELPER);
        }
    }

    private KeyStore store() throws Exception {
        Upcall.assumeNoHelper();
        return ScratchKeyring.keyStore((ofKeyring
                        ? ScratchKeyring.of(Backend.KERNEL).settings()
                        : KeyringLoadStoreParameter.builder().backend(Backend.KERNEL))
                .callout("shop=1"));
    }

    private static void assertSaysSo(Exception refusal) {
        assertTrue(refusal.getMessage().contains("No helper program is installed"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("apt-get install keyutils"), refusal.getMessage());
    }

    @Test
    void theKeyIsRefusedWithTheReasonAndTheRemedy() throws Exception {
        KeyStore store = store();
        UnrecoverableKeyException refusal =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null));
        assertSaysSo(refusal);
        assertEquals(Errno.ENOENT, ((KeyctlException) refusal.getCause()).errno());
    }

    @Test
    void soIsTheEntry() throws Exception {
        KeyStore store = store();
        assertSaysSo(assertThrows(UnrecoverableKeyException.class, () -> store.getEntry(alias, null)));
    }

    @Test
    void soIsTheChain() throws Exception {
        KeyStore store = store();
        assertSaysSo(assertThrows(KeyctlException.class, () -> store.getCertificateChain(alias)));
    }

    /**
     * The kernel makes a negative key for one that it could not make (security/keys/request_key.c,
     * key_negative_timeout).
     */
    @Test
    void forTheNextMinuteItIsMissingAndCanBeSet() throws Exception {
        KeyStore store = store();
        assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null));
        assertNull(store.getKey(alias, null));
        assertNull(store.getEntry(alias, null));
        assertNull(store.getCertificateChain(alias));

        store.setKeyEntry(alias, SECRET, null, null);
        assertEquals(SECRET, store.getKey(alias, null));
        store.deleteEntry(alias);
        assertFalse(store.containsAlias(alias));
    }

    @Test
    void whatIsThereIsFound() throws Exception {
        KeyStore store = store();
        store.setKeyEntry(alias, SECRET, null, null);
        assertEquals(SECRET, store.getKey(alias, null));
        store.deleteEntry(alias);
    }

    @Test
    void noOtherQuestionMissesTheHelper() throws Exception {
        KeyStore store = store();
        assertFalse(store.containsAlias(alias));
        assertFalse(store.isKeyEntry(alias));
        assertFalse(store.isCertificateEntry(alias));
        assertNull(store.getCertificate(alias));
        assertNull(store.getCreationDate(alias));
        assertFalse(Collections.list(store.aliases()).contains(alias));
        store.deleteEntry(alias);
    }
}
