package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;

/** The timeout of an entry, which ends the entry's own key and the key that is held for it at the same time. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldTimeoutTest extends OnEachBackend {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));
    private static final KeyName HELD = HeldName.next(ENTRY, KeyType.LOGON);
    private static final Duration THREE_DAYS = Duration.ofDays(3).plusHours(1);

    HeldTimeoutTest(Backend backend) {
        super(backend);
    }

    private int entry(Optional<Instant> end) throws Exception {
        Set<KeyStore.Entry.Attribute> notes =
                new HashSet<>(Set.of(new HeldKeyNote(HELD.description(), Optional.empty())));
        end.map(ExpiryNote::new).ifPresent(notes::add);
        try (Payload payload = EntryEncoder.heldSecretKey("AES", Instant.EPOCH, notes)) {
            byte[] bytes = new byte[payload.size()];
            payload.buffer().get(bytes);
            return scratch().add("user", "token", bytes);
        }
    }

    private int held() {
        return scratch().add("logon", HELD.description().toString(), bytes("0123456789abcdef"));
    }

    private void setTimeout(String alias, Duration timeout) throws Exception {
        KeyringKeyStore.of(scratch().keyStore()).setTimeout(alias, timeout);
    }

    private void assertTimeLeft(String expected, int... keys) {
        for (int key : keys) {
            assertEquals(expected, scratch().keyctl().timeLeft(key));
        }
    }

    @Test
    void theHeldKeyEndsWithItsEntry() throws Exception {
        int entry = entry(Optional.empty());
        int held = held();
        setTimeout("token", THREE_DAYS);
        assertTimeLeft("3d", entry, held);

        setTimeout("token", Duration.ZERO);
        assertTimeLeft("perm", entry, held);
    }

    /** What the entry notes would end it earlier than its timeout, so the note changes too. */
    @Test
    void theHeldKeyEndsWithAnEntryThatNotedAnEarlierEnd() throws Exception {
        int entry = entry(Optional.of(Instant.now().plusSeconds(9000)));
        int held = held();
        setTimeout("token", THREE_DAYS);
        assertTimeLeft("3d", entry, held);
    }

    @Test
    void anEntryWhoseHeldKeyHasGoneStillGetsATimeout() throws Exception {
        int entry = entry(Optional.empty());
        setTimeout("token", THREE_DAYS);
        assertTimeLeft("3d", entry);
    }

    @Test
    void aKeyThatIsNoEntryGetsATimeoutToo() throws Exception {
        int key = scratch().add("user", "web", bytes("-----BEGIN CERTIFICATE-----\ncut off"));
        setTimeout("web", THREE_DAYS);
        assertTimeLeft("3d", key);
    }

    @Test
    void anEntryThatIsNotThereIsTold() {
        String told = assertThrows(KeyStoreException.class, () -> setTimeout("none", THREE_DAYS))
                .getMessage();
        assertTrue(told.contains("there is no such entry"), told);
    }
}
