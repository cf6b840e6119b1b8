package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;

/**
 * Entries with the same name, in several keyrings, of several types or under several prefixes, have each their own held
 * key.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldNamesakesTest extends OnForgedEntries {
    HeldNamesakesTest(Backend backend) {
        super(backend);
    }

    /** Two keystores that find the same name in two keyrings make such entries. */
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

    /** Links the entry alone, and not the key that is held for it. */
    private void linkEntry(int from, int to) {
        scratch().keyctl().link(scratch().keyctl().search(from, bytes("user"), bytes("server"), 0), to);
    }

    @Test
    void theKeyOfAnEntryThatTwoKeyringsLinkIsFoundInThatWhichLinksBoth() throws Exception {
        int first = keyring("first");
        int second = keyring("second");
        int held = hold(second, "server");
        linkEntry(second, first);

        assertEquals(held, serial(store, "server"));
    }

    /** Setting an entry anew replaces it in all keyrings that link its key, and gives one of them the held key. */
    @Test
    void aKeyringThatLinksAnEntryAloneSaysThatItsKeyIsNotThere() throws Exception {
        int below = keyring("below");
        int beside = keyring("beside");
        int held = hold(below, "server");
        linkEntry(below, beside);

        assertRefused(keyStore(beside), "server", "or this keyring links the entry without it");
        scratch().keyctl().link(held, beside);
        assertEquals(held, serial(keyStore(beside), "server"));
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
    void theLiveNamesakeOfADeadKeyInAKeyringBelowIsNotTaken() throws Exception {
        int held = hold(scratch, "server");
        add(keyring("below"), "logon", name(held), SECRET);

        scratch().keyctl().revoke(held);

        assertRefused(store, "server", "is not linked beside it");
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
}
