package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.linuxkeyring.kernel.KeyctlFixture.isRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.testing.Await;

/** The contract of KEYCTL_LINK, KEYCTL_UNLINK and KEYCTL_CLEAR. */
interface LinkContract extends KeyctlFixture {
    @Test
    default void linkPutsAKeyIntoAnotherKeyring() {
        int key = user("key", "1");
        int other = keyring("other");

        keyctl().link(key, other);

        assertEquals(List.of(key), links(other));
    }

    @Test
    default void theNumberOfLinksIsThatOfTheKeysAndKeyringsThatAreLinkedDirectly() {
        int other = keyring("other");
        assertEquals(0, keyctl().linkCount(other));

        int below = keyring("below", other);
        add("user", "further below", bytes("1"), below);
        for (int i = 0; i < 20; i++) {
            add("user", "key" + i, bytes("1"), other);
        }
        assertEquals(21, keyctl().linkCount(other));

        add("user", "key3", bytes("2"), other);
        assertEquals(21, keyctl().linkCount(other));
        keyctl().unlink(below, other);
        assertEquals(20, keyctl().linkCount(other));
        keyctl().clear(other);
        assertEquals(0, keyctl().linkCount(other));
    }

    @Test
    default void theNumberOfLinksTakesReadPermission() {
        int other = keyring("other");
        keyctl().setPermissions(other, 0x35350000);

        assertRefused(Errno.EACCES, () -> keyctl().linkCount(other));
    }

    @Test
    default void linkTwiceIsOneLink() {
        int key = user("key", "1");
        int other = keyring("other");

        keyctl().link(key, other);
        keyctl().link(key, other);

        assertEquals(List.of(key), links(other));
    }

    @Test
    default void linkDisplacesAKeyOfTheSameTypeAndDescription() {
        int key = user("same", "1");
        int other = keyring("other");
        add("user", "same", bytes("2"), other);

        keyctl().link(key, other);

        assertEquals(List.of(key), links(other));
    }

    @Test
    default void aKeyringCannotContainItself() {
        int upper = keyring("upper");
        int middle = keyring("middle", upper);
        int lower = keyring("lower", middle);

        assertRefused(Errno.EDEADLK, () -> keyctl().link(upper, upper));
        assertRefused(Errno.EDEADLK, () -> keyctl().link(upper, middle));
        assertRefused(Errno.EDEADLK, () -> keyctl().link(upper, lower));
    }

    /** The kernel looks for a cycle six keyrings down (KEYRING_SEARCH_MAX_DEPTH), and refuses deeper trees. */
    @Test
    default void aTreeOfMoreThanSevenKeyringsDeepCannotBeLinked() {
        int top = keyring("1 deep");
        for (int depth = 2; depth <= 8; depth++) {
            int above = keyring(depth + " deep");
            keyctl().link(top, above);
            top = above;
        }
        int eightDeep = top;

        assertRefused(Errno.ELOOP, () -> keyctl().link(eightDeep, keyring("9 deep")));
    }

    @Test
    default void linkIntoAKeyIsENOTDIR() {
        int key = user("key", "1");
        int other = user("other", "1");

        assertRefused(Errno.ENOTDIR, () -> keyctl().link(key, other));
    }

    @Test
    default void linkOfOrIntoWhatIsMissingIsENOKEY() {
        int key = user("key", "1");

        assertRefused(Errno.ENOKEY, () -> keyctl().link(NO_SUCH_KEY, scratch()));
        assertRefused(Errno.ENOKEY, () -> keyctl().link(key, NO_SUCH_KEY));
    }

    @Test
    default void unlinkTakesAKeyOutOfOneKeyring() {
        int key = user("key", "1");
        int other = keyring("other");
        keyctl().link(key, other);

        keyctl().unlink(key, scratch());

        assertEquals(List.of(other), links(scratch()));
        assertEquals("1", text(key));
    }

    /** Nothing links the key any more, so the kernel's garbage collector destroys it a moment later. */
    @Test
    default void aKeyThatNothingLinksIsGone() throws InterruptedException {
        int key = user("key", "1");

        keyctl().unlink(key, scratch());

        Await.until(() -> isRefused(Errno.ENOKEY, () -> describe(key)), "the key's end");
    }

    @Test
    default void unlinkOfAKeyThatIsNotLinkedIsENOENT() {
        int key = add("user", "key", bytes("1"), keyring("other"));

        assertRefused(Errno.ENOENT, () -> keyctl().unlink(key, scratch()));
    }

    @Test
    default void unlinkOfOrFromWhatIsMissingIsENOKEY() {
        int key = user("key", "1");

        assertRefused(Errno.ENOKEY, () -> keyctl().unlink(NO_SUCH_KEY, scratch()));
        assertRefused(Errno.ENOKEY, () -> keyctl().unlink(key, NO_SUCH_KEY));
        assertRefused(Errno.ENOTDIR, () -> keyctl().unlink(key, key));
    }

    @Test
    default void clearUnlinksEverything() {
        user("key", "1");
        keyring("below");

        keyctl().clear(scratch());

        assertEquals(List.of(), links(scratch()));
    }

    @Test
    default void clearOfAKeyIsENOTDIR() {
        int key = user("key", "1");

        assertRefused(Errno.ENOTDIR, () -> keyctl().clear(key));
        assertRefused(Errno.ENOKEY, () -> keyctl().clear(NO_SUCH_KEY));
    }

    @Test
    default void whatAKeyringLinksDirectlyIsTold() {
        int below = keyring("below");
        int key = add("user", "key", bytes("1"), below);

        assertTrue(keyctl().links(below, key));
        assertTrue(keyctl().links(scratch(), below));
        assertFalse(keyctl().links(scratch(), key));
        assertRefused(Errno.ENOKEY, () -> keyctl().links(NO_SUCH_KEY, key));
    }

    /** Of a keyring with many keys the links are remembered for a moment. */
    @Test
    default void aChangeOfManyLinksIsSeenAtOnce() {
        int other = keyring("other");
        int key = add("user", "key", bytes("1"), other);
        keyctl().link(key, scratch());
        for (int i = 0; i < 140; i++) {
            int made = user("key " + i, "1");
            assertTrue(keyctl().links(scratch(), made));
        }
        assertTrue(keyctl().links(scratch(), key));
        keyctl().unlink(key, scratch());
        user("another", "1");
        assertFalse(keyctl().links(scratch(), key));
        keyctl().move(key, other, scratch());
        assertTrue(keyctl().links(scratch(), key));
        keyctl().unlink(user("key 1", "1"), scratch());
        keyctl().clear(scratch());
        assertFalse(keyctl().links(scratch(), key));
    }
}
