package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * A key is held for an entry only if it has a name that is this entry's alone and the same keyring links both. What the
 * entry says of it proves nothing. With type logon, which every kernel has, and whose keys no one uses here.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldOwnershipTest extends OnEachBackend {
    private static final byte[] SECRET = bytes("0123456789abcdef");
    private static final SecretKey AES = new SecretKeySpec(bytes("fedcba9876543210"), "AES");

    private int scratch;
    private KeyStore store;

    HeldOwnershipTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void load() throws Exception {
        scratch = scratch().serial();
        store = keyStore(scratch);
    }

    private KeyStore keyStore(int keyring) throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().keyring(Integer.toString(keyring)));
    }

    private static KeyName user(String description) {
        return new KeyName(KeyType.USER, Description.of(description));
    }

    private int add(int keyring, String type, Description description, byte[] payload) {
        return scratch().keyctl().addKey(bytes(type), description.bytes(), ByteBuffer.wrap(payload), keyring);
    }

    private int add(int keyring, String type, String description, byte[] payload) {
        return add(keyring, type, Description.of(description), payload);
    }

    private int keyring(String name) {
        return add(scratch, "keyring", name, new byte[0]);
    }

    /** An entry as anyone may write it who may write the keyring, naming any key. */
    private int forge(int keyring, String alias, Description held) throws Exception {
        try (Payload payload = EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(new HeldKeyNote(held)))) {
            byte[] copy = new byte[payload.size()];
            payload.buffer().get(copy);
            return add(keyring, "user", alias, copy);
        }
    }

    /** An entry with its key, which it returns the serial of. */
    private int hold(int keyring, String alias) throws Exception {
        Description held = HeldName.next(user(alias), KeyType.LOGON).description();
        int serial = add(keyring, "logon", held, SECRET);
        forge(keyring, alias, held);
        return serial;
    }

    private Description name(int serial) {
        String text = new String(scratch().keyctl().describe(serial));
        return Description.of(text.replaceFirst("([^;]*;){4}", ""));
    }

    private boolean links(int keyring, int serial) {
        return IntStream.of(scratch().keyctl().readKeyring(keyring)).anyMatch(link -> link == serial);
    }

    private String timeLeft(int serial) {
        return scratch().keyctl().timeLeft(serial);
    }

    private int serial(KeyStore entries, String alias) throws Exception {
        return KeyInfo.of(entries.getKey(alias, null)).orElseThrow().serial();
    }

    private void assertRefused(KeyStore entries, String alias, String reason) {
        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> entries.getKey(alias, null));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("Store the entry anew"), refused.getMessage());
    }

    private static Set<String> aliases(KeyStore entries) throws Exception {
        return Set.copyOf(Collections.list(entries.aliases()));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramIsDeletedAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));

        store.deleteEntry("bait");

        assertTrue(links(scratch, fscrypt));
        assertEquals("perm", timeLeft(fscrypt));
        assertFalse(store.containsAlias("bait"));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramIsReplacedAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));

        store.setKeyEntry("bait", AES, null, null);

        assertTrue(links(scratch, fscrypt));
        assertEquals("perm", timeLeft(fscrypt));
        assertEquals(AES, store.getKey("bait", null));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramHasNoKeyAndCostsItselfAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));
        store.setKeyEntry("good", AES, null, null);

        assertRefused(store, "bait", "%logon:fscrypt:0123456789abcdef");
        assertEquals(Set.of("bait", "good", "%logon:fscrypt:0123456789abcdef"), aliases(store));
        assertFalse(store.isKeyEntry("bait"));
        assertEquals(AES, store.getKey("good", null));
        assertFalse(store.entryInstanceOf("bait", KeyStore.SecretKeyEntry.class));
    }

    @Test
    void aNameThatAnEntryGivesIsShownCutAndWithoutControlCharacters() throws Exception {
        forge(scratch, "bait", Description.of("x:\u001b[2J" + "y".repeat(4000)));

        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("bait", null));

        assertFalse(refused.getMessage().contains("\u001b"));
        assertTrue(refused.getMessage().length() < 500, refused.getMessage());
    }

    /** What no key can have for a description is not asked for. */
    @Test
    void anEntryThatNamesAnImpossibleKeyHasNone() throws Exception {
        forge(scratch, "empty", Description.of(""));
        forge(scratch, "nul", Description.of("linuxkeyring:user:nul\0#0123456789abcdef"));

        for (String alias : List.of("empty", "nul")) {
            assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null), alias);
        }
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherEntryHasNone() throws Exception {
        int victims = hold(scratch, "victim");
        forge(scratch, "bait", name(victims));

        assertRefused(store, "bait", "%logon:linuxkeyring:user:victim#");
        store.setKeyEntry("bait", AES, null, null);
        store.deleteEntry("bait");

        assertEquals(victims, serial(store, "victim"));
        assertEquals("perm", timeLeft(victims));
    }

    @Test
    void anEntryWhoseNameIsThatOfAKeyHeldForAnotherHasNotThatKey() throws Exception {
        int victims = hold(scratch, "victim");
        add(
                scratch,
                "user",
                name(victims),
                TestCertificates.chain(TestKeys.pair("EC").getPublic(), 1)[0].getEncoded());
        String alias = name(victims).toString();

        assertTrue(store.isCertificateEntry(alias));
        store.deleteEntry(alias);

        assertEquals(victims, serial(store, "victim"));
    }

    /** As two keystores that find the same name in two keyrings. */
    @Test
    void anEntryThatNamesTheKeyOfItsNamesakeInAnotherKeyringHasNone() throws Exception {
        int below = keyring("below");
        int theirs = hold(below, "server");
        forge(scratch, "server", name(theirs));

        assertRefused(store, "server", "is not linked beside it");
        assertThrows(KeyStoreException.class, () -> store.deleteEntry("server"));
        store.setKeyEntry("server", AES, null, null);

        assertTrue(links(below, theirs));
        assertEquals("perm", timeLeft(theirs));
        assertEquals(theirs, serial(keyStore(below), "server"));
    }

    @Test
    void aKeyThatWasFoundOnceIsNotTakenForANamesakesLater() throws Exception {
        int below = keyring("below");
        int theirs = hold(below, "server");
        assertEquals(theirs, serial(store, "server"));

        int bait = forge(scratch, "server", name(theirs));

        assertRefused(store, "server", "is not linked beside it");
        scratch().keyctl().unlink(bait, scratch);
        assertEquals(theirs, serial(store, "server"));
    }

    @Test
    void threeKeyringsThatHoldTheSameNameKeepTheirKeys() throws Exception {
        int first = keyring("first");
        int second = keyring("second");
        int third = keyring("third");
        int ofFirst = hold(first, "server");
        int ofSecond = hold(second, "server");
        int ofThird = hold(third, "server");

        KeyStore entries = keyStore(second);
        entries.setKeyEntry("server", AES, null, null);
        entries.deleteEntry("server");
        store.setKeyEntry("server", AES, null, null);
        assertThrows(KeyStoreException.class, () -> store.deleteEntry("server"));

        for (int keyring : new int[] {first, third}) {
            assertEquals(keyring == first ? ofFirst : ofThird, serial(keyStore(keyring), "server"));
        }
        assertEquals(List.of("perm", "perm"), List.of(timeLeft(ofFirst), timeLeft(ofThird)));
        assertFalse(timeLeft(ofSecond).equals("perm"), timeLeft(ofSecond));
    }

    @Test
    void aListingShowsNoneOfTheKeysOfEntriesThatItHides() throws Exception {
        hold(keyring("first"), "server");
        hold(keyring("second"), "server");
        hold(scratch, "x".repeat(Description.MAX_BYTES));

        assertEquals(Set.of("server", "x".repeat(Description.MAX_BYTES)), aliases(store));
    }

    @Test
    void whatAKilledProcessLeftInAKeyringWithoutTheEntryIsListedAndLeftAlone() throws Exception {
        int below = keyring("below");
        int orphan =
                add(below, "logon", HeldName.next(user("server"), KeyType.LOGON).description(), SECRET);
        hold(scratch, "server");

        assertEquals(Set.of("server", "%logon:" + name(orphan)), aliases(store));
        store.deleteEntry("server");

        assertTrue(links(below, orphan));
        assertEquals("perm", timeLeft(orphan));
    }

    @Test
    void theKeyOfANestedEntryIsFoundWhereTheEntryIs() throws Exception {
        int nested = hold(add(keyring("outer"), "keyring", "inner", new byte[0]), "server");

        assertEquals(nested, serial(store, "server"));
        assertEquals(nested, serial(store, "server"));
    }

    @Test
    void theKeyOfAnEntryThatTwoKeyringsLinkIsFoundInThatWhichLinksBoth() throws Exception {
        int first = keyring("first");
        int second = keyring("second");
        int held = hold(second, "server");
        int entry = scratch().keyctl().search(second, bytes("user"), bytes("server"), 0);
        scratch().keyctl().link(entry, first);

        assertEquals(held, serial(store, "server"));
    }

    @Test
    void aKeyThatAnotherKeyringLinksTooIsStillLinkedThereAfterTheEntryIsDeleted() throws Exception {
        int backup = keyring("backup");
        int held = hold(scratch, "server");
        scratch().keyctl().link(held, backup);

        store.deleteEntry("server");

        assertFalse(links(scratch, held));
        assertTrue(links(backup, held));
        assertEquals("perm", timeLeft(held));
    }

    @Test
    void aDeadKeyIsToldOf() throws Exception {
        int held = hold(scratch, "server");
        assertEquals(held, serial(store, "server"));

        scratch().keyctl().revoke(held);

        assertRefused(store, "server", "it was removed or revoked, or has expired");
        store.deleteEntry("server");
        assertEquals(Set.of(), aliases(store));
    }

    @Test
    void theLiveNamesakeOfADeadKeyInAKeyringBelowIsNotTaken() throws Exception {
        int held = hold(scratch, "server");
        add(keyring("below"), "logon", name(held), SECRET);

        scratch().keyctl().revoke(held);

        assertRefused(store, "server", "is not linked beside it");
    }

    @Test
    void anEntryThatWasCopiedToAnotherNameHasNoKey() throws Exception {
        int held = hold(scratch, "server");
        forge(scratch, "renamed", name(held));

        assertRefused(store, "renamed", "is none of its own");
        assertEquals(held, serial(store, "server"));
    }

    @Test
    void anEntryOfAnotherTypeWithTheSameDescriptionHasItsOwnKey() throws Exception {
        int held = hold(scratch, "server");
        Description ofBigKey = HeldName.next(new KeyName(KeyType.BIG_KEY, Description.of("server")), KeyType.LOGON)
                .description();
        int other = add(scratch, "logon", ofBigKey, SECRET);

        store.deleteEntry("server");

        assertFalse(links(scratch, held));
        assertTrue(links(scratch, other));
        assertEquals("perm", timeLeft(other));
    }

    @Test
    void keyStoresWithDifferentPrefixesOverOneKeyringLeaveEachOthersKeys() throws Exception {
        KeyStore app = ScratchKeyring.keyStore(scratch().settings().prefix("app:"));
        int plain = hold(scratch, "server");
        int prefixed = hold(scratch, "app:server");

        assertEquals(Set.of("server"), aliases(app));
        assertEquals(Set.of("server", "app:server"), aliases(store));
        assertEquals(prefixed, serial(app, "server"));
        app.deleteEntry("server");

        assertFalse(links(scratch, prefixed));
        assertEquals(plain, serial(store, "server"));
    }

    @Test
    void entriesWhoseDescriptionsDifferInAServiceAloneLeaveEachOthersKeys() throws Exception {
        int plain = hold(scratch, "foo");
        int service = hold(scratch, "linuxkeyring:foo");
        int typed = hold(scratch, "linuxkeyring:user:foo");

        store.deleteEntry("foo");
        store.deleteEntry("linuxkeyring:user:foo");

        assertFalse(links(scratch, plain) || links(scratch, typed));
        assertEquals(service, serial(store, "linuxkeyring:foo"));
    }

    @Test
    void deletingAnEntryWithAnUnusableKeyRemovesWhatWasLeftOfItToo() throws Exception {
        hold(scratch, "server");
        int left = add(
                scratch, "logon", HeldName.next(user("server"), KeyType.LOGON).description(), SECRET);

        store.deleteEntry("server");

        assertFalse(links(scratch, left));
        assertEquals(0, scratch().links().length);
    }

    @Test
    void aKeyStoreThatOnlyReadsFindsTheSameKey() throws Exception {
        int held = hold(scratch, "server");
        KeyStore reading = ScratchKeyring.keyStore(scratch().settings().writes(Writes.NEVER));
        KeyStore staging = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        assertEquals(held, serial(reading, "server"));
        assertEquals(held, serial(staging, "server"));
    }

    @Test
    void aRenewalThatWaitsToBeStoredHasTheKeyAlready() throws Exception {
        int held = hold(scratch, "server");
        KeyStore staging = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        staging.setKeyEntry("server", staging.getKey("server", null), null, null);
        assertEquals(held, serial(staging, "server"));
        staging.store(null, null);

        assertEquals(held, serial(store, "server"));
        assertEquals("perm", timeLeft(held));
    }

    @Test
    void aTimeoutIsThatOfTheEntrysOwnKeyAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        int entry = forge(scratch, "bait", name(fscrypt));

        store.setEntry(
                "bait",
                new KeyStore.SecretKeyEntry(AES),
                org.linuxkeyring.spec.KeyringProtection.builder()
                        .timeout(java.time.Duration.ofMinutes(150))
                        .build());

        assertEquals("2h", timeLeft(entry));
        assertEquals("perm", timeLeft(fscrypt));
        assertEquals(Optional.empty(), KeyInfo.of(store.getKey("bait", null)));
    }
}
