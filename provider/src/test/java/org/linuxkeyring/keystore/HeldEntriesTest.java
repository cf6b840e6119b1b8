package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
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

/** Entries of two keys change as one. With type logon, which every kernel has, and whose keys no one uses here. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldEntriesTest extends OnEachBackend {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));
    private static final byte[] SECRET = bytes("0123456789abcdef");

    private HeldEntries entries;

    HeldEntriesTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void open() {
        entries = new HeldEntries(keyringEntries(), true, key -> {});
    }

    private KeyringEntries keyringEntries() {
        KeyringPath path = KeyringPath.of(Integer.toString(scratch().serial()));
        return new KeyringEntries(new Keyrings(scratch().keyctl()).at(path, false));
    }

    /** Sets an entry whose key is to be held, and returns that key's name. */
    private KeyName hold(KeyName entry, EntryPolicy policy) throws KeyStoreException {
        KeyName held = HeldName.next(entry, KeyType.LOGON);
        hold(entry, held, policy);
        return held;
    }

    private void hold(KeyName entry, KeyName held, EntryPolicy policy) throws KeyStoreException {
        hold(entries, entry, held, policy);
    }

    private static void hold(HeldEntries entries, KeyName entry, KeyName held, EntryPolicy policy)
            throws KeyStoreException {
        EntryPolicy whole = policy.or(entries.kept(entry).orElse(EntryPolicy.NONE));
        try (Payload payload =
                        EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(new HeldKeyNote(held.description())));
                Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            entries.hold(held, key.buffer(), whole);
            entries.put(entry, payload.buffer(), whole);
        }
    }

    private void put(byte[] payload) {
        entries.put(ENTRY, ByteBuffer.wrap(payload), entries.kept(ENTRY).orElse(EntryPolicy.NONE));
    }

    private List<KeyName> allKeys() {
        return keyringEntries().names();
    }

    private String timeLeft(KeyName name) {
        int serial = entries.key(name).orElseThrow().serial();
        return scratch().keyctl().timeLeft(serial);
    }

    @Test
    void aListingShowsTheEntryAndNotTheKeyThatIsHeldForIt() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(List.of(ENTRY), entries.names());
        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
    }

    @Test
    void aLogonKeyOfAnotherToolIsListedByItself() {
        scratch().add("logon", "app:token", SECRET);

        assertEquals("[%logon:app:token]", entries.names().toString());
    }

    @Test
    void aReplacedKeyWorksOnForAMinuteAndIsNotListed() throws Exception {
        KeyName first = hold(ENTRY, EntryPolicy.NONE);
        KeyName second = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(List.of(ENTRY), entries.names());
        assertTrue(timeLeft(first).matches("([1-5]?[0-9]s|1m)"), timeLeft(first));
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
    void whatAKilledProcessLeftIsGivenAMinuteToo() throws Exception {
        KeyName orphan = HeldName.next(ENTRY, KeyType.LOGON);
        hold(ENTRY, EntryPolicy.NONE);
        scratch().add("logon", orphan.description().toString(), SECRET);

        hold(ENTRY, EntryPolicy.NONE);

        assertTrue(timeLeft(orphan).matches("([1-5]?[0-9]s|1m)"), timeLeft(orphan));
    }

    /** Just when the new key is there, and not named yet. */
    @Test
    void aNewKeyThatAnotherProcessTakesForOneLeftBehindWorksOnUntilThatReplacesIt() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        HeldEntries other = new HeldEntries(keyringEntries(), true, key -> {});
        HeldEntries interrupted = new HeldEntries(keyringEntries(), true, key -> replace(other));

        try (Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            changes(interrupted)
                    .hold(
                            "token",
                            EntryPolicy.NONE,
                            KeyType.LOGON,
                            key,
                            (end, note) -> EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(note)));
        }

        KeyName named = entries.kept(ENTRY).orElseThrow().predecessor().orElseThrow();
        assertEquals("perm", timeLeft(named));
        replace(other);
        assertTrue(timeLeft(named).matches("([1-5]?[0-9]s|1m)"), timeLeft(named));
    }

    private static void replace(HeldEntries other) {
        try {
            hold(other, ENTRY, HeldName.next(ENTRY, KeyType.LOGON), EntryPolicy.NONE);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entry is of one type, and of the other where its certificates and attributes are too many for that. */
    @Test
    void aKeyIsNamedAfterTheReadableKeyOfWhateverType() throws Exception {
        assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        Attribute large = new PKCS12Attribute("1.2.3.4", "x".repeat(40_000));

        KeyName small = holdAs("token", Set.of());
        KeyName big = holdAs("token", Set.of(large));

        assertTrue(small.toString().startsWith("%logon:linuxkeyring:user:token#"), small.toString());
        assertTrue(big.toString().startsWith("%logon:linuxkeyring:big_key:token#"), big.toString());
        assertEquals(
                List.of("%big_key:token"),
                entries.names().stream().map(KeyName::toString).toList());
        assertTrue(entries.remove(new KeyName(KeyType.BIG_KEY, Description.of("token"))));
        assertEquals(List.of(), allKeys());
    }

    /**
     * A held key is named after its entry, so that one which is kept does not go with the entry to a key of another
     * type.
     */
    @Test
    void anEntryThatOutgrowsItsTypeWithTheSameKeyIsRefusedAndStays() throws Exception {
        assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        KeyName held = holdAs("token", Set.of());
        Set<Attribute> large = Set.of(new PKCS12Attribute("1.2.3.4", "x".repeat(40_000)));
        KernelKey key = entries.key(held).orElseThrow();

        KeyStoreException refused = assertThrows(
                KeyStoreException.class,
                () -> changes(entries).keep("token", EntryPolicy.NONE, key, (end, note) -> payload(note, large)));

        assertTrue(refused.getMessage().contains("Store the original"), refused.getMessage());
        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
        assertEquals("perm", timeLeft(held));
    }

    private static Payload payload(HeldKeyNote note, Set<Attribute> attributes) throws KeyStoreException {
        Set<Attribute> all = new HashSet<>(attributes);
        all.add(note);
        return EntryEncoder.heldSecretKey("AES", Instant.EPOCH, all);
    }

    /** Sets an entry as a keystore does, and returns the name of the key that is held for it. */
    private KeyName holdAs(String alias, Set<Attribute> attributes) throws KeyStoreException {
        try (Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            changes(entries)
                    .hold(alias, EntryPolicy.NONE, KeyType.LOGON, key, (end, note) -> payload(note, attributes));
        }
        return Stream.of(KeyType.USER, KeyType.BIG_KEY)
                .flatMap(type -> entries.kept(new KeyName(type, Description.of(alias))).stream())
                .flatMap(policy -> policy.predecessor().stream())
                .findFirst()
                .orElseThrow();
    }

    private EntryChanges changes(HeldEntries store) {
        BigKeys bigKeys = new BigKeys(new KeyTypeProbe(scratch().keyctl()));
        AliasedEntries aliased =
                new AliasedEntries(new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), ""), store, bigKeys);
        return new EntryChanges(Settings.of(List.of()), aliased, store);
    }

    @Test
    void aReadableKeyInItsPlaceRetiresTheHeldOne() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);

        put(SECRET);

        assertTrue(timeLeft(held).matches("([1-5]?[0-9]s|1m)"), timeLeft(held));
        assertEquals(List.of(ENTRY), entries.names());
    }

    @Test
    void aRemovedEntryLeavesNothingBehind() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        hold(ENTRY, EntryPolicy.NONE);

        entries.remove(ENTRY);

        assertEquals(List.of(), allKeys());
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
    void anEntryWithANameThatBeginsTheSameKeepsItsKey() throws Exception {
        KeyName longer = new KeyName(KeyType.USER, Description.of("token#0123456789abcdef"));
        KeyName held = hold(longer, EntryPolicy.NONE);
        hold(ENTRY, EntryPolicy.NONE);

        entries.remove(ENTRY);

        assertEquals(Set.of(longer, held), Set.copyOf(allKeys()));
    }

    @Test
    void theTimeoutIsThatOfBothKeys() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)));

        assertEquals("2h", timeLeft(held));
        assertEquals("2h", timeLeft(ENTRY));
    }

    @Test
    void aNewKeyGetsTheMaskOfTheOneItReplaces() throws Exception {
        hold(ENTRY, EntryPolicy.NONE.permitting(Permissions.of("0x3f3f0000")));
        KeyName second = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(
                "0x3f3f0000",
                "0x"
                        + Integer.toHexString(entries.key(second)
                                .orElseThrow()
                                .metadata()
                                .permissions()
                                .bits()));
    }

    @Test
    void aKeyThatIsRefusedLeavesTheOldEntry() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        KeyName withoutService = new KeyName(KeyType.LOGON, Description.of("token"));

        assertThrows(KeyringException.class, () -> hold(ENTRY, withoutService, EntryPolicy.NONE));

        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
        assertEquals("perm", timeLeft(held));
    }
}
