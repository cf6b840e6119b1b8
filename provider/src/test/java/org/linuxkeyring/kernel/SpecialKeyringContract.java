package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of KEYCTL_GET_KEYRING_ID, KEYCTL_JOIN_SESSION_KEYRING and KEYCTL_GET_PERSISTENT. */
interface SpecialKeyringContract extends KeyctlFixture {
    /** Runs the body in a new thread, because thread and session keyring belong to the kernel's thread. */
    private static void inThreadOfItsOwn(Runnable steps) throws InterruptedException {
        FutureTask<Void> task = new FutureTask<>(steps, null);
        Thread thread = new Thread(task);
        thread.start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            thread.join();
        }
    }

    @Test
    default void keyringIdOfASerialIsTheSerial() {
        int key = user("key", "1");

        assertEquals(scratch(), keyctl().keyringId(scratch(), false));
        assertEquals(key, keyctl().keyringId(key, true));
    }

    @Test
    default void userAndUserSessionKeyringAlwaysExist() {
        int user = keyctl().keyringId(Keyctl.USER_KEYRING, false);
        int userSession = keyctl().keyringId(Keyctl.USER_SESSION_KEYRING, false);

        assertTrue(describe(user).matches("keyring;(\\d+);\\d+;[0-9a-f]+;_uid\\.\\1"));
        assertTrue(describe(userSession).matches("keyring;(\\d+);\\d+;[0-9a-f]+;_uid_ses\\.\\1"));
        assertEquals(user, keyctl().keyringId(Keyctl.USER_KEYRING, true));
    }

    @Test
    default void aThreadKeyringIsMadeOnRequestAndEachThreadHasItsOwn() throws InterruptedException {
        inThreadOfItsOwn(() -> {
            assertRefused(Errno.ENOKEY, () -> keyctl().keyringId(Keyctl.THREAD_KEYRING, false));
            int mine = keyctl().keyringId(Keyctl.THREAD_KEYRING, true);
            assertEquals(mine, keyctl().keyringId(Keyctl.THREAD_KEYRING, false));
            assertTrue(describe(mine).endsWith(";_tid"));
            assertEquals(List.of(), links(mine));
        });
        inThreadOfItsOwn(() -> assertRefused(Errno.ENOKEY, () -> keyctl().keyringId(Keyctl.THREAD_KEYRING, false)));
    }

    @Test
    default void requestKeySearchesTheThreadKeyringFirst() throws InterruptedException {
        int inSession = user(unique(), "1");

        inThreadOfItsOwn(() -> {
            int mine = keyctl().keyringId(Keyctl.THREAD_KEYRING, true);
            int inThread = add("user", unique(), bytes("1"), mine);
            assertEquals(inThread, request(unique()));
        });

        assertEquals(inSession, request(unique()));
    }

    @Test
    default void anIdThatIsNoneIsEINVAL() {
        assertRefused(Errno.EINVAL, () -> keyctl().keyringId(0, false));
        assertRefused(Errno.EINVAL, () -> keyctl().keyringId(-6, false));
        assertRefused(Errno.EINVAL, () -> keyctl().keyringId(-9, true));
        assertRefused(Errno.ENOKEY, () -> keyctl().keyringId(NO_SUCH_KEY, false));
    }

    @Test
    default void joiningAnAnonymousSessionConcernsTheCallingThreadAlone() throws InterruptedException {
        int before = keyctl().keyringId(Keyctl.SESSION_KEYRING, false);

        inThreadOfItsOwn(() -> {
            int joined = keyctl().joinSessionKeyring(null);
            assertNotEquals(before, joined);
            assertEquals(joined, keyctl().keyringId(Keyctl.SESSION_KEYRING, false));
            assertEquals(List.of(), links(joined));
            assertTrue(describe(joined).endsWith(";_ses"));
        });

        assertEquals(before, keyctl().keyringId(Keyctl.SESSION_KEYRING, false));
    }

    /** Keys that the session does not link are not possessed, although the thread's user owns them. */
    @Test
    default void anotherSessionDoesNotPossessTheKeys() throws InterruptedException {
        int key = user(unique(), "1");

        inThreadOfItsOwn(() -> {
            keyctl().joinSessionKeyring(null);
            assertEquals("3f010000", mask(key));
            assertRefused(Errno.EACCES, () -> text(key));
            assertEquals(Keyctl.NO_KEY, request(unique()));
        });
    }

    /**
     * The kernel searches for the name without regard to possession, and a new session's mask does not grant search to
     * its user.
     */
    @Test
    default void aNamedSessionCanBeJoinedOnceItsUserMaySearchIt() throws InterruptedException {
        String name = "linuxkeyring test " + scratch();

        inThreadOfItsOwn(() -> {
            int joined = keyctl().joinSessionKeyring(bytes(name));
            assertTrue(describe(joined).endsWith(";3f130000;" + name));
            assertNotEquals(joined, keyctl().joinSessionKeyring(bytes(name)));
        });
        inThreadOfItsOwn(() -> {
            int joined = keyctl().joinSessionKeyring(bytes(name));
            keyctl().setPermissions(joined, 0x3f1b0000);
            assertEquals(joined, keyctl().joinSessionKeyring(bytes(name)));
        });
    }

    @Test
    default void aSessionNameIsNeitherEmptyNorHidden() {
        assertRefused(Errno.EINVAL, () -> keyctl().joinSessionKeyring(bytes("")));
        assertRefused(Errno.EPERM, () -> keyctl().joinSessionKeyring(bytes(".hidden")));
    }

    /**
     * The keyring stays after its link is removed, until no one has asked for it for persistent_keyring_expiry (three
     * days).
     */
    @Test
    default void thePersistentKeyringIsLinkedIntoTheDestination() {
        int persistent = keyctl().persistentKeyring(-1, scratch());

        assertEquals(List.of(persistent), links(scratch()));
        assertTrue(describe(persistent).matches("keyring;(\\d+);\\d+;[0-9a-f]+;_persistent\\.\\1"));
        assertEquals(persistent, keyctl().persistentKeyring(-1, scratch()));
    }

    @Test
    default void thePersistentKeyringNeedsAKeyringToBeLinkedInto() {
        int key = user("key", "1");

        assertRefused(Errno.ENOTDIR, () -> keyctl().persistentKeyring(-1, key));
        assertRefused(Errno.ENOKEY, () -> keyctl().persistentKeyring(-1, NO_SUCH_KEY));
    }

    @Test
    default void anotherUsersPersistentKeyringIsForThePrivileged() {
        if (privileged()) {
            int persistent = keyctl().persistentKeyring(12_345, scratch());
            assertTrue(describe(persistent).endsWith(";_persistent.12345"));
            keyctl().invalidate(persistent);
        } else {
            assertRefused(Errno.EPERM, () -> keyctl().persistentKeyring(12_345, scratch()));
        }
    }
}
