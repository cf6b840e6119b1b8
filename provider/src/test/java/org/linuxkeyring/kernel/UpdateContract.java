package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of KEYCTL_UPDATE. */
interface UpdateContract extends KeyctlFixture {
    @Test
    default void updateReplacesThePayload() {
        int key = user("key", "one");

        update(key, "another");

        assertEquals("another", text(key));
        assertEquals(key, search(scratch(), "key"));
    }

    /** KEYCTL_UPDATE accepts a page at most, while add_key accepts for the same key all that its type does. */
    @Test
    default void updateTakesAPageAtMost() {
        int key = user("key", "one");

        update(key, "p".repeat(4096));

        assertEquals(4096, payload(key).length);
        assertRefused(Errno.EINVAL, () -> update(key, "p".repeat(65_537)));
        assertEquals(4096, payload(key).length);
    }

    @Test
    default void updateWithNothingIsEINVAL() {
        int key = user("key", "one");

        assertRefused(Errno.EINVAL, () -> update(key, ""));
        assertEquals("one", text(key));
    }

    @Test
    default void aLogonKeyCanBeUpdated() {
        int key = add("logon", "app:token", bytes("one"), scratch());

        update(key, "two");

        assertEquals(key, keyctl().search(scratch(), bytes("logon"), bytes("app:token"), Keyctl.NO_KEY));
    }

    @Test
    default void aKeyringCannotBeUpdated() {
        assertRefused(Errno.EOPNOTSUPP, () -> update(keyring("below"), ""));
        assertRefused(Errno.EOPNOTSUPP, () -> update(keyring("below"), "1"));
    }

    @Test
    default void updateOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> update(NO_SUCH_KEY, "1"));
    }
}
