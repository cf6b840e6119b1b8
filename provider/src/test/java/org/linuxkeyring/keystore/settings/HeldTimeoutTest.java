package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.KeyStoreOn;
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
    private static final int ALL_BUT_FOR_OTHERS = 0x3f010000;
    private static final int ALL_BUT_WRITE = 0x3b010000;

    HeldTimeoutTest(Backend backend) {
        super(backend);
    }

    private int entry(Optional<Instant> end) throws Exception {
        return add("token", end);
    }

    /** Adds an entry that names the held key of alias {@code token}. */
    private int add(String alias, Optional<Instant> end) throws Exception {
        Set<KeyStore.Entry.Attribute> notes =
                new HashSet<>(Set.of(new HeldKeyNote(HELD.description(), Optional.empty())));
        end.map(ExpiryNote::new).ifPresent(notes::add);
        return scratch().add("user", alias, Entries.bytes(EntryEncoder.heldSecretKey("AES", Instant.EPOCH, notes)));
    }

    private int held() {
        return scratch().add("logon", HELD.description().toString(), bytes("0123456789abcdef"));
    }

    private void setTimeout(String alias, Duration timeout) throws Exception {
        KeyringKeyStore.of(scratch().keyStore()).setTimeout(alias, timeout);
    }

    private Keyctl refusingTimeoutsOf(int key) {
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.EIO.number(), "the entry's key"))
                .when(refusing)
                .setTimeout(eq(key), anyInt());
        return refusing;
    }

    private KeyringKeyStore through(Keyctl keyctl) throws Exception {
        return KeyringKeyStore.of(KeyStoreOn.open(keyctl, scratch().settings().build()));
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

    /** A sooner end is noted as well where that is permitted, and the keys end with each other in any case. */
    @ParameterizedTest
    @ValueSource(ints = {ALL_BUT_FOR_OTHERS, ALL_BUT_WRITE})
    void theHeldKeyEndsWithAnEntryThatNotedALaterEnd(int mask) throws Exception {
        int entry = entry(Optional.of(Instant.now().plus(THREE_DAYS)));
        scratch().keyctl().setPermissions(entry, mask);
        int held = held();
        setTimeout("token", Duration.ofSeconds(9000));
        assertTimeLeft("2h", entry, held);
    }

    @Test
    void aHeldKeyThatDoesNotGetItsTimeBackIsTold() throws Exception {
        int entry = entry(Optional.empty());
        int held = held();
        Keyctl refusing = refusingTimeoutsOf(entry);
        doThrow(new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.EPERM.number(), "the held key"))
                .when(refusing)
                .setTimeout(held, 0);

        KeyringKeyStore refused = through(refusing);
        String told = assertThrows(KeyStoreException.class, () -> refused.setTimeout("token", THREE_DAYS))
                .getMessage();
        assertTrue(told.contains("the entry's key failed: EIO"), told);
        assertTrue(told.contains("could not be undone: KEYCTL_SET_TIMEOUT of the held key failed: EPERM"), told);
        assertTimeLeft("perm", entry);
        assertTimeLeft("3d", held);
    }

    /** The kernel shows the entry's remaining time in whole hours, so the held key may get an hour less. */
    @Test
    void theHeldKeyEndsWithItsEntryAgainIfTheEntrysTimeoutIsRefused() throws Exception {
        int entry = entry(Optional.empty());
        int held = held();
        setTimeout("token", THREE_DAYS);
        scratch().keyctl().setTimeout(entry, 9000);
        KeyringKeyStore refused = through(refusingTimeoutsOf(entry));
        assertThrows(KeyStoreException.class, () -> refused.setTimeout("token", Duration.ofDays(9)));
        assertTimeLeft("2h", entry);
        String left = scratch().keyctl().timeLeft(held);
        assertTrue(left.matches("[12]h"), left);
    }

    /** The key that the kernel holds for another entry is that entry's, whoever names it. */
    @Test
    void theHeldKeyOfAnotherEntryKeepsItsTime() throws Exception {
        entry(Optional.empty());
        int held = held();
        int copy = add("copy", Optional.empty());
        setTimeout("copy", THREE_DAYS);
        assertTimeLeft("3d", copy);
        assertTimeLeft("perm", held);
    }

    @Test
    void aLogonKeyOfAnotherToolGetsATimeoutToo() throws Exception {
        int key = scratch().add("logon", "shop:token", bytes("0123456789abcdef"));
        setTimeout("%logon:shop:token", THREE_DAYS);
        assertTimeLeft("3d", key);
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
