package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;

/** Replaced entries are put back. Kernel-held entries are of type logon, which every kernel has. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EntryBackupTest extends OnEachBackend {
    private static final String ALIAS = "token";
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of(ALIAS));
    private static final byte[] OLD = bytes("old payload");

    private Keyctl keyctl;
    private KeyringEntries keys;
    private HeldEntries store;
    private EntryChanges changes;

    EntryBackupTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void open() {
        keyctl = scratch().keyctl();
        Keyring keyring = new Keyrings(keyctl)
                .at(KeyringPath.of(Integer.toString(scratch().serial())), false);
        keys = new KeyringEntries(keyring);
        store = new HeldEntries(keyring, "RAW", true, key -> {});
        Aliases aliases = new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), "");
        AliasedEntries entries = new AliasedEntries(aliases, store, new KeyTypeProbe(keyctl));
        changes = new EntryChanges(Settings.of(List.of()), entries, store);
    }

    private EntryBackup backup() {
        return new EntryBackup(ALIAS, changes, store);
    }

    private void put(byte[] payload, EntryPolicy policy) {
        store.put(ENTRY, ByteBuffer.wrap(payload), policy.or(kept()));
    }

    private EntryPolicy kept() {
        return store.kept(ENTRY).orElse(EntryPolicy.NONE);
    }

    private KeyName hold(EntryPolicy policy) throws KeyStoreException {
        KeyName held = HeldName.next(ENTRY, KeyType.LOGON);
        EntryPolicy whole = policy.or(kept());
        try (Payload payload = EntryEncoder.heldSecretKey(
                        "AES", Instant.EPOCH, Set.of(new HeldKeyNote(held.description(), Optional.empty())));
                Payload key = EntryEncoder.bare(new SecretKeySpec(OLD, "AES"))) {
            store.hold(held, key.buffer(), whole);
            store.put(ENTRY, payload.buffer(), whole);
        }
        return held;
    }

    private byte[] stored() {
        return store.read(ENTRY, payload -> {
                    byte[] copy = new byte[payload.remaining()];
                    payload.get(copy);
                    return copy;
                })
                .orElseThrow();
    }

    private String timeLeft(KeyName name) {
        return keyctl.timeLeft(store.key(name).orElseThrow().serial());
    }

    /**
     * Asserts a timeout of two and a half hours. No note in these payloads has it to the second: the kernel shows 2h,
     * so at least two hours are kept.
     */
    private void assertHours(KeyName name) {
        assertTrue(timeLeft(name).matches("[12]h"), timeLeft(name));
    }

    private int mask() {
        return store.key(ENTRY).orElseThrow().metadata().permissions().bits();
    }

    @Test
    void aNewEntryIsTakenBack() {
        try (EntryBackup backup = backup()) {
            put(bytes("new"), EntryPolicy.NONE);

            assertTrue(backup.restore());

            assertEquals(List.of(), keys.names());
        }
    }

    @Test
    void aReplacedEntryHasItsPayloadSerialMaskAndTimeAgain() {
        int serial = scratch().add("user", ALIAS, OLD);
        keyctl.setPermissions(serial, 0x3f3f0000);
        keyctl.setTimeout(serial, 9000);
        try (EntryBackup backup = backup()) {
            put(
                    bytes("new"),
                    EntryPolicy.NONE.permitting(Permissions.of("0x3f010000")).expiringIn(Duration.ofSeconds(60)));

            assertTrue(backup.restore());

            assertArrayEquals(OLD, stored());
            assertEquals(serial, store.key(ENTRY).orElseThrow().serial());
            assertEquals(0x3f3f0000, mask());
            assertHours(ENTRY);
        }
    }

    @Test
    void anEntryThatHadNoTimeLimitHasNoneAgain() {
        scratch().add("user", ALIAS, OLD);
        try (EntryBackup backup = backup()) {
            put(bytes("new"), EntryPolicy.NONE.expiringIn(Duration.ofSeconds(60)));

            backup.restore();

            assertEquals("perm", timeLeft(ENTRY));
        }
    }

    @Test
    void whatIsStillMissingIsLeftAlone() {
        try (EntryBackup backup = backup()) {
            assertFalse(backup.restore());
        }
    }

    @Test
    void whatIsUnchangedIsLeftAlone() {
        scratch().add("user", ALIAS, OLD);
        try (EntryBackup backup = backup()) {
            assertFalse(backup.restore());
        }
    }

    @Test
    void aReplacedEntryWhoseKeyTheKernelHoldsHasThatKeyAgain() throws Exception {
        KeyName held = hold(EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)));
        byte[] before = stored();
        try (EntryBackup backup = backup()) {
            hold(EntryPolicy.NONE.expiringIn(Duration.ofSeconds(600)));

            assertTrue(backup.restore());

            assertArrayEquals(before, stored());
            assertEquals(Set.of(ENTRY, held), Set.copyOf(keys.names()));
            assertHours(held);
            assertHours(ENTRY);
        }
    }

    @Test
    void anEntryThatKeptItsHeldKeyHasItStill() throws Exception {
        KeyName held = hold(EntryPolicy.NONE);
        byte[] before = stored();
        try (EntryBackup backup = backup();
                Payload changed = EntryEncoder.heldSecretKey(
                        "HmacSHA256", Instant.EPOCH, Set.of(new HeldKeyNote(held.description(), Optional.empty())))) {
            store.put(ENTRY, changed.buffer(), kept().withoutPredecessor());

            assertTrue(backup.restore());

            assertArrayEquals(before, stored());
            assertEquals(Set.of(ENTRY, held), Set.copyOf(keys.names()));
            assertEquals("perm", timeLeft(held));
        }
    }

    @Test
    void aHeldKeyThatWasLeftMeanwhileIsGivenAMinute() {
        scratch().add("user", ALIAS, OLD);
        try (EntryBackup backup = backup()) {
            put(bytes("new"), EntryPolicy.NONE);
            KeyName leftover = HeldName.next(ENTRY, KeyType.LOGON);
            scratch().add("logon", leftover.description().toString(), OLD);

            assertTrue(backup.restore());

            OnHeldEntries.assertAMinute(timeLeft(leftover));
        }
    }

    @Test
    void aReadableEntryThatBecameAKernelHeldOneIsAloneAgain() throws Exception {
        scratch().add("user", ALIAS, OLD);
        try (EntryBackup backup = backup()) {
            hold(EntryPolicy.NONE);

            assertTrue(backup.restore());

            assertArrayEquals(OLD, stored());
            assertEquals(List.of(ENTRY), keys.names());
        }
    }

    @Test
    void whatNamesAKeyThatTheKernelHasLetGoIsNotPutBack() throws Exception {
        KeyName held = hold(EntryPolicy.NONE);
        try (EntryBackup backup = backup()) {
            put(bytes("new"), EntryPolicy.NONE);
            keys.remove(held);

            assertThrows(KeyringException.class, backup::restore);

            assertArrayEquals(bytes("new"), stored());
        }
    }

    @Test
    void anEntryThatBecameABigKeyIsAUserKeyAgain() throws Exception {
        assumeTrue(new KeyTypeProbe(keyctl).exists(KeyType.BIG_KEY), "this kernel has no big_key (CONFIG_BIG_KEYS)");
        int serial = scratch().add("user", ALIAS, OLD);
        keyctl.setPermissions(serial, 0x3f3f0000);
        try (EntryBackup backup = backup();
                Payload large = Payload.copyOf(ByteBuffer.allocate(Keyctl.MAX_USER_PAYLOAD + 1))) {
            Optional<EntryChanges.Current> current = changes.current(ALIAS);
            changes.put(current, changes.requirePlace(ALIAS, current, large), large, EntryPolicy.NONE);

            assertTrue(backup.restore());

            assertArrayEquals(OLD, stored());
            assertEquals(List.of(ENTRY), keys.names());
            assertEquals(0x3f3f0000, mask());
        }
    }

    /** The mask grants neither read nor search. */
    @Test
    void whatMayNotBeReadIsNotPutBack() {
        keyctl.setPermissions(scratch().add("user", ALIAS, OLD), 0x35010000);
        try (EntryBackup backup = backup()) {
            assertFalse(backup.isWhole());
            assertThrows(KeyringException.class, backup::restore);
        }
    }

    @Test
    void aClosedBackupHasNothingLeftOfThePayload() {
        scratch().add("user", ALIAS, OLD);
        EntryBackup backup = backup();
        backup.close();

        backup.restore();

        assertArrayEquals(new byte[OLD.length], stored());
    }
}
