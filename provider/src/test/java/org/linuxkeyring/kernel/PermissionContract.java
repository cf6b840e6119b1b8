package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/**
 * The contract of KEYCTL_SETPERM and KEYCTL_CHOWN, and of the operations that a mask allows a possessor. Capabilities
 * matter to the two calls only: a mask restricts root as everyone.
 *
 * <p>A mask has 8 bits each for possessor, user, group and others: view 1, read 2, write 4, search 8, link 0x10,
 * setattr 0x20 (keyrings(7)).
 */
interface PermissionContract extends KeyctlFixture {
    @Test
    default void setPermissionsReplacesTheMask() {
        int key = user("key", "1");

        keyctl().setPermissions(key, 0x3f130b01);

        assertEquals("3f130b01", mask(key));
    }

    @Test
    default void aMaskOfUndefinedBitsIsEINVAL() {
        int key = user("key", "1");

        assertRefused(Errno.EINVAL, () -> keyctl().setPermissions(key, 0x40000000));
        assertRefused(Errno.EINVAL, () -> keyctl().setPermissions(key, -1));
        assertRefused(Errno.ENOKEY, () -> keyctl().setPermissions(NO_SUCH_KEY, 0x3f010000));
    }

    @Test
    default void withoutViewDescribeIsEACCES() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x3e000000);

        assertRefused(Errno.EACCES, () -> describe(key));
        assertEquals("1", text(key));
    }

    /** A key that a search finds can be read, with or without the read permission (keyctl_read(3)). */
    @Test
    default void withoutReadAPossessorReadsWhatItCanSearch() {
        int key = user("key", "1");

        keyctl().setPermissions(key, 0x3d010000);
        assertEquals("1", text(key));

        keyctl().setPermissions(key, 0x35010000);
        assertRefused(Errno.EACCES, () -> text(key));
    }

    /** A search determines possession, so a key without search permission has no possessor: the user's bits apply. */
    @Test
    default void withoutSearchNobodyPossessesTheKey() {
        int key = user(unique(), "1");
        keyctl().setPermissions(key, 0x37010000);

        assertEquals("37010000", mask(key));
        assertRefused(Errno.EACCES, () -> text(key));
        assertRefused(Errno.EACCES, () -> update(key, "2"));
        assertRefused(Errno.EACCES, () -> search(scratch(), unique()));
        assertRefused(Errno.EACCES, () -> request(unique()));
        assertRefused(Errno.EACCES, () -> keyctl().keyringId(key, false));
        assertRefused(Errno.EACCES, () -> keyctl().setPermissions(key, 0x3f010000));
        assertRefused(Errno.EACCES, () -> keyctl().setTimeout(key, 100));
        assertRefused(Errno.EACCES, () -> keyctl().revoke(key));
        assertRefused(Errno.EACCES, () -> keyctl().invalidate(key));
    }

    /** The keyring that add_key writes to gives possession, so add_key still updates the key. */
    @Test
    default void addKeyUpdatesAKeyThatMayBeWrittenButNotSearched() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x37010000);

        assertEquals(key, user("key", "2"));
    }

    @Test
    default void withoutWriteUpdateAndAddKeyAreEACCES() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x3b010000);

        assertRefused(Errno.EACCES, () -> update(key, "2"));
        assertRefused(Errno.EACCES, () -> user("key", "2"));
        assertEquals("1", text(key));
    }

    @Test
    default void withoutWriteAKeyringTakesAndGivesNothing() {
        int keyring = keyring("closed");
        int key = add("user", "in", bytes("1"), keyring);
        int other = user("other", "1");
        keyctl().setPermissions(keyring, 0x3b010000);

        assertRefused(Errno.EACCES, () -> add("user", "new", bytes("1"), keyring));
        assertRefused(Errno.EACCES, () -> keyctl().link(other, keyring));
        assertRefused(Errno.EACCES, () -> keyctl().unlink(key, keyring));
        assertRefused(Errno.EACCES, () -> keyctl().clear(keyring));
        assertEquals(key, search(scratch(), "in"));
    }

    @Test
    default void withoutLinkLinkIsEACCES() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x2f010000);

        assertRefused(Errno.EACCES, () -> keyctl().link(key, keyring("other")));
    }

    @Test
    default void withoutSetattrMaskOwnerAndTimeoutAreFixed() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x1f010000);

        assertRefused(Errno.EACCES, () -> keyctl().setPermissions(key, 0x3f010000));
        assertRefused(Errno.EACCES, () -> keyctl().setTimeout(key, 100));
        assertRefused(Errno.EACCES, () -> keyctl().chown(key, 0, 0));
    }

    /** Revoking requires write or setattr permission, and this mask has neither. */
    @Test
    default void withoutWriteAndSetattrRevokeIsEACCES() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x1b010000);

        assertRefused(Errno.EACCES, () -> keyctl().revoke(key));
    }

    @Test
    default void aKeyWithoutAnyPermissionCanStillBeUnlinked() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0);

        assertRefused(Errno.EACCES, () -> describe(key));
        keyctl().unlink(key, scratch());
        assertEquals(0, keyctl().readKeyring(scratch()).length);
    }

    /** With the kernel's default mask the owner of a key may only view it, unless the owner possesses the key. */
    @Test
    default void aKeyReachedThroughNoSearchableKeyringCanBeSeenOnly() {
        int hidden = keyring("hidden");
        int key = add("user", "key", bytes("1"), hidden);
        keyctl().setPermissions(hidden, 0x37010000);

        assertEquals("3f010000", mask(key));
        assertRefused(Errno.EACCES, () -> text(key));
        assertRefused(Errno.EACCES, () -> update(key, "2"));
        assertEquals(Keyctl.NO_KEY, search(scratch(), "key"));
        assertRefused(Errno.EACCES, () -> links(hidden));
    }

    @Test
    default void theUsersOwnBitsServeWithoutPossession() {
        int hidden = keyring("hidden");
        int key = add("user", "key", bytes("1"), hidden);
        keyctl().setPermissions(key, 0x3f3f0000);
        keyctl().setPermissions(hidden, 0x37010000);

        assertEquals("1", text(key));
        update(key, "2");
        assertEquals("2", text(key));
    }

    @Test
    default void chownToOneselfOrNobodyChangesNothing() {
        int key = user("key", "1");
        String before = describe(key);
        String[] fields = before.split(";");

        keyctl().chown(key, Integer.parseInt(fields[1]), Integer.parseInt(fields[2]));
        keyctl().chown(key, -1, -1);

        assertEquals(before, describe(key));
    }

    @Test
    default void chownToAnotherIsForThePrivileged() {
        int key = user("key", "1");

        if (privileged()) {
            keyctl().chown(key, 12_345, 12_346);
            assertEquals("user;12345;12346;3f010000;key", describe(key));
        } else {
            assertRefused(Errno.EACCES, () -> keyctl().chown(key, 12_345, -1));
            assertRefused(Errno.EACCES, () -> keyctl().chown(key, -1, 12_346));
        }
    }

    /** If neither owner nor group is to change, the kernel does not look up the key. */
    @Test
    default void chownOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> keyctl().chown(NO_SUCH_KEY, 0, -1));
        keyctl().chown(NO_SUCH_KEY, -1, -1);
    }
}
