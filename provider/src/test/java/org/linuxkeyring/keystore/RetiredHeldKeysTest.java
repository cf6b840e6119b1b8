package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.keystore.store.StagedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** A held key that was replaced or left behind works for another minute, is not listed, and is then removed. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class RetiredHeldKeysTest extends OnHeldEntries {
    RetiredHeldKeysTest(Backend backend) {
        super(backend);
    }

    @Test
    void aReplacedKeyWorksOnForAMinuteAndIsNotListed() throws Exception {
        KeyName first = hold(ENTRY, EntryPolicy.NONE);
        KeyName second = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(List.of(ENTRY), entries.names());
        assertAMinute(timeLeft(first));
        assertEquals("perm", timeLeft(second));
    }

    @Test
    void aReplacedKeyDoesNotWorkLongerForFurtherChanges() throws Exception {
        KeyName first = hold(ENTRY, EntryPolicy.NONE);
        hold(ENTRY, EntryPolicy.NONE);
        scratch().keyctl().setTimeout(entries.key(first).orElseThrow().serial(), 30);

        hold(ENTRY, EntryPolicy.NONE);
        open();
        hold(ENTRY, EntryPolicy.NONE);

        assertTrue(timeLeft(first).matches("([12]?[0-9]|30)s"), timeLeft(first));
    }

    @Test
    void whatAKilledProcessLeftIsGivenAMinuteByTheNextChangeIfThatIsRefusedOnce() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        KeyName orphan = HeldName.next(ENTRY, KeyType.LOGON);
        int serial = scratch().add("logon", orphan.description().toString(), SECRET);
        Keyctl kernel = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.EIO.number(), "the key"))
                .doAnswer(delegatesTo(scratch().keyctl()))
                .when(kernel)
                .setTimeout(serial, 60);
        HeldEntries refused = through(kernel);
        replace(refused);
        assertEquals("perm", timeLeft(orphan));

        replace(refused);

        assertAMinute(timeLeft(orphan));
    }

    /** The process was killed when it had added the key, or when it had removed the entry and not yet the key. */
    @Test
    void whatAKilledProcessLeftOfAMissingEntryIsGivenAMinuteWhenTheEntryIsDeleted() {
        KeyName orphan = HeldName.next(ENTRY, KeyType.LOGON);
        scratch().add("logon", orphan.description().toString(), SECRET);

        assertFalse(entries.remove(ENTRY));

        assertAMinute(timeLeft(orphan));
    }

    @Test
    void whatAKilledProcessLeftOfAMissingEntryIsGivenAMinuteWhenTheEntryIsSet() throws Exception {
        KeyName orphan = HeldName.next(ENTRY, KeyType.LOGON);
        scratch().add("logon", orphan.description().toString(), SECRET);

        holdBy(entries);

        KeyName named = entries.kept(ENTRY).orElseThrow().predecessor().orElseThrow();
        assertEquals("perm", timeLeft(named));
        assertAMinute(timeLeft(orphan));
    }

    /** A deletion that a staged entry undoes never reaches the keyring, and so not the held key. */
    @Test
    void theKeyOfAnEntryThatIsDeletedAndSetAgainBeforeItIsStoredIsGivenAMinute() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        StagedEntries staged = staged();

        staged.remove(ENTRY);
        stage(staged);

        assertAMinute(timeLeft(held));
    }

    @Test
    void theKeyOfAnEntryThatAnotherProcessStoredBeforeIsGivenAMinute() throws Exception {
        StagedEntries staged = staged();
        staged.put(ENTRY, ByteBuffer.wrap(SECRET), EntryPolicy.NONE);
        KeyName held = hold(ENTRY, EntryPolicy.NONE);

        staged.flush();

        assertAMinute(timeLeft(held));
    }

    private StagedEntries staged() {
        Keyring memory = new Keyrings(OpenBackend.privateMemory()).at(KeyringPath.of("@u"), false);
        return new StagedEntries(entries, new KeyringEntries(memory), EntryPolicy.NONE);
    }

    private static void stage(StagedEntries staged) {
        staged.put(ENTRY, ByteBuffer.wrap(SECRET), staged.kept(ENTRY).orElse(EntryPolicy.NONE));
        staged.flush();
    }

    private void holdBy(HeldEntries some) throws KeyStoreException {
        try (Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            writer(some, "token")
                    .hold(
                            KeyType.LOGON,
                            key,
                            (end, note) -> EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(note)));
        }
    }

    /** The other process is called when the new key exists, and no entry names it yet. */
    @Test
    void aNewKeyThatAnotherProcessTakesForOneLeftBehindWorksOnUntilThatReplacesIt() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        HeldEntries other = new HeldEntries(keyring(), "RAW", true, key -> {});
        HeldEntries interrupted = new HeldEntries(keyring(), "RAW", true, key -> replace(other));

        holdBy(interrupted);

        KeyName named = entries.kept(ENTRY).orElseThrow().predecessor().orElseThrow();
        assertEquals("perm", timeLeft(named));
        replace(other);
        assertAMinute(timeLeft(named));
    }

    private static void replace(HeldEntries other) {
        try {
            hold(other, ENTRY, HeldName.next(ENTRY, KeyType.LOGON), EntryPolicy.NONE);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReadableKeyInItsPlaceRetiresTheHeldOne() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);

        put(SECRET);

        assertAMinute(timeLeft(held));
        assertEquals(List.of(ENTRY), entries.names());
    }

    @Test
    void theNextChangeClearsUpWhatAKilledProcessLeft() throws Exception {
        KeyName orphan = HeldName.next(ENTRY, KeyType.LOGON);
        hold(ENTRY, EntryPolicy.NONE);
        scratch().add("logon", orphan.description().toString(), SECRET);

        entries.remove(ENTRY);

        assertEquals(List.of(), allKeys());
    }

    @Test
    void theHeldKeyOfAnEntryThatNoSearchFindsIsRetiredWhenTheEntryIsReplaced() throws Exception {
        KeyName first = hold(ENTRY, EntryPolicy.NONE);
        scratch().keyctl().setPermissions(entries.key(ENTRY).orElseThrow().serial(), 0x37000000);

        KeyName second = hold(ENTRY, EntryPolicy.NONE);

        assertAMinute(timeLeft(first));
        assertEquals("perm", timeLeft(second));
    }

    @Test
    void aHeldKeyIsRemovedWithItsEntryThoughThatMayNotBeRead() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "the entry"))
                .when(refusing)
                .read(anyInt(), any());

        assertTrue(through(refusing).remove(ENTRY));

        assertEquals(List.of(), allKeys());
    }

    @Test
    void aHeldKeyIsNotRemovedIfAnotherProcessStoresItsEntryAgainMeanwhile() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        try (Payload payload = entries.read(ENTRY, Payload::copyOf).orElseThrow()) {
            Keyctl interrupted = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
            doAnswer(call -> {
                        Object nothing = delegatesTo(scratch().keyctl()).answer(call);
                        entries.put(ENTRY, payload.buffer(), EntryPolicy.NONE);
                        return nothing;
                    })
                    .when(interrupted)
                    .unlink(anyInt(), anyInt());

            assertTrue(through(interrupted).remove(ENTRY));
        }
        assertEquals(Optional.of(held), entries.kept(ENTRY).orElseThrow().predecessor());
        assertEquals("perm", timeLeft(held));
    }

    /** Has the kernel refuse to list the keyring once, as soon as a key of type user is added or any key unlinked. */
    private Keyctl refusingToListOnce(AtomicBoolean isRefused) {
        Keyctl kernel = scratch().keyctl();
        Keyctl refusing = mock(Keyctl.class, delegatesTo(kernel));
        AtomicBoolean isChanged = new AtomicBoolean();
        doAnswer(call -> {
                    isChanged.set(true);
                    return delegatesTo(kernel).answer(call);
                })
                .when(refusing)
                .unlink(anyInt(), anyInt());
        doAnswer(call -> {
                    isChanged.set(Arrays.equals(bytes("user"), call.<byte[]>getArgument(0)));
                    return delegatesTo(kernel).answer(call);
                })
                .when(refusing)
                .addKey(any(), any(), any(), anyInt());
        doAnswer(call -> {
                    if (isChanged.get() && isRefused.compareAndSet(false, true)) {
                        throw new RefusedCall("KEYCTL_READ", Errno.EIO.number(), "the keyring");
                    }
                    return delegatesTo(kernel).answer(call);
                })
                .when(refusing)
                .readKeyring(anyInt());
        return refusing;
    }

    @Test
    void aHeldKeyIsRemovedWithItsEntryThoughTheKeyringCannotBeListed() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        AtomicBoolean isRefused = new AtomicBoolean();

        assertTrue(through(refusingToListOnce(isRefused)).remove(ENTRY));

        assertTrue(isRefused.get(), "no listing was refused");
        assertEquals(List.of(), allKeys());
    }

    @Test
    void aReplacedKeyIsGivenAMinuteThoughTheKeyringCannotBeListed() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        AtomicBoolean isRefused = new AtomicBoolean();
        HeldEntries refusing = through(refusingToListOnce(isRefused));

        refusing.put(ENTRY, ByteBuffer.wrap(SECRET), refusing.kept(ENTRY).orElseThrow());

        assertTrue(isRefused.get(), "no listing was refused");
        assertAMinute(timeLeft(held));
    }
}
