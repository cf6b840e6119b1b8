package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of KEYCTL_SEARCH. */
interface SearchContract extends KeyctlFixture {
    @Test
    default void searchFindsAKeyInTheKeyringAndBelow() {
        int below = keyring("below");
        int key = add("user", "deep", bytes("1"), keyring("lower", below));

        assertEquals(key, search(scratch(), "deep"));
        assertEquals(key, search(below, "deep"));
    }

    @Test
    default void searchPrefersTheKeyringItselfToThoseBelow() {
        add("user", "same", bytes("below"), keyring("below"));
        int key = user("same", "here");

        assertEquals(key, search(scratch(), "same"));
    }

    /**
     * KEYRING_SEARCH_MAX_DEPTH is six keyrings below the first. Keys in deeper keyrings are neither found nor
     * possessed.
     */
    @Test
    default void searchGoesSixKeyringsDown() {
        int keyring = scratch();
        for (int depth = 1; depth <= 5; depth++) {
            keyring = keyring("depth " + depth, keyring);
        }
        int fifth = keyring;
        int sixth = keyring("depth 6", fifth);
        add("user", "at 5", bytes("1"), fifth);
        int seen = add("user", "at 6", bytes("1"), sixth);

        assertEquals(seen, search(scratch(), "at 6"));
        int tooDeep = keyring("depth 7", sixth);
        assertRefused(Errno.EACCES, () -> add("user", "at 7", bytes("1"), tooDeep));
    }

    @Test
    default void searchOfWhatIsNotThereAnswersNoKey() {
        assertEquals(Keyctl.NO_KEY, search(scratch(), "missing"));
        assertEquals(Keyctl.NO_KEY, search(scratch(), ""));
        assertEquals(Keyctl.NO_KEY, keyctl().search(scratch(), bytes("nosuchtype"), bytes("d"), Keyctl.NO_KEY));
    }

    @Test
    default void searchMatchesTypeAndWholeDescription() {
        user("app:key", "1");

        assertEquals(Keyctl.NO_KEY, search(scratch(), "app:ke"));
        assertEquals(Keyctl.NO_KEY, search(scratch(), "app:keys"));
        assertEquals(Keyctl.NO_KEY, search(scratch(), "App:key"));
        assertEquals(Keyctl.NO_KEY, keyctl().search(scratch(), bytes("logon"), bytes("app:key"), Keyctl.NO_KEY));
    }

    @Test
    default void searchLinksWhatItFindsIntoTheDestination() {
        int destination = keyring("destination");
        int key = add("user", "key", bytes("1"), keyring("below"));

        assertEquals(key, keyctl().search(scratch(), bytes("user"), bytes("key"), destination));
        assertEquals(List.of(key), links(destination));
    }

    /** ENOKEY also means that a keyring does not exist, and the caller cannot tell the two apart. */
    @Test
    default void searchInOrIntoAMissingKeyringAnswersNoKey() {
        user("key", "1");

        assertEquals(Keyctl.NO_KEY, search(NO_SUCH_KEY, "key"));
        assertEquals(Keyctl.NO_KEY, keyctl().search(scratch(), bytes("user"), bytes("key"), NO_SUCH_KEY));
    }

    @Test
    default void searchInOrIntoAKeyIsENOTDIR() {
        int key = user("key", "1");

        assertRefused(Errno.ENOTDIR, () -> search(key, "key"));
        assertRefused(Errno.ENOTDIR, () -> keyctl().search(scratch(), bytes("user"), bytes("key"), key));
    }

    @Test
    default void searchForADescriptionOverTheLimitIsEINVAL() {
        assertRefused(Errno.EINVAL, () -> search(scratch(), "d".repeat(4096)));
    }

    @Test
    default void searchGivesTheSerialOfAKeyThatCannotBeRead() {
        int key = add("logon", "app:token", bytes("1"), scratch());

        assertEquals(key, keyctl().search(scratch(), bytes("logon"), bytes("app:token"), Keyctl.NO_KEY));
    }
}
