package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.linuxkeyring.kernel.KeyctlFixture.isRefused;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.testing.Await;

/** The contract of KEYCTL_REVOKE and KEYCTL_INVALIDATE. */
interface RevokeContract extends KeyctlFixture {
    @Test
    default void aRevokedKeyAnswersEKEYREVOKED() {
        int key = user(unique(), "1");
        int other = keyring("other");

        keyctl().revoke(key);

        assertRefused(Errno.EKEYREVOKED, () -> text(key));
        assertRefused(Errno.EKEYREVOKED, () -> describe(key));
        assertRefused(Errno.EKEYREVOKED, () -> search(scratch(), unique()));
        assertRefused(Errno.EKEYREVOKED, () -> request(unique()));
        assertRefused(Errno.EKEYREVOKED, () -> update(key, "2"));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().link(key, other));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().setPermissions(key, 0x3f010000));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().setTimeout(key, 1));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().revoke(key));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().invalidate(key));
    }

    @Test
    default void aRevokedKeyIsStillLinkedAndCanBeUnlinked() {
        int key = user("key", "1");
        keyctl().revoke(key);

        assertEquals(List.of(key), links(scratch()));
        keyctl().unlink(key, scratch());
        assertEquals(List.of(), links(scratch()));
    }

    @Test
    default void addKeyOntoARevokedKeyMakesANewOne() {
        int key = user("key", "1");
        keyctl().revoke(key);

        int next = user("key", "2");

        assertNotEquals(key, next);
        assertEquals(List.of(next), links(scratch()));
        assertEquals("2", text(next));
    }

    @Test
    default void aRevokedKeyringTakesItsLinksWithIt() {
        int keyring = keyring("below");
        add("user", "key", bytes("1"), keyring);

        keyctl().revoke(keyring);

        assertRefused(Errno.EKEYREVOKED, () -> links(keyring));
        assertRefused(Errno.EKEYREVOKED, () -> add("user", "key", bytes("1"), keyring));
        assertRefused(Errno.EKEYREVOKED, () -> keyctl().clear(keyring));
        assertEquals(Keyctl.NO_KEY, search(scratch(), "key"));
    }

    @Test
    default void revokeOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> keyctl().revoke(NO_SUCH_KEY));
    }

    /** For a moment, a read may still find the key without its links, and fails with EACCES. */
    @Test
    default void anInvalidatedKeyIsGoneAtOnce() throws InterruptedException {
        int key = user("key", "1");

        keyctl().invalidate(key);

        assertRefused(Errno.ENOKEY, () -> describe(key));
        assertRefused(Errno.ENOKEY, () -> update(key, "2"));
        assertRefused(Errno.ENOKEY, () -> keyctl().invalidate(key));
        Await.until(() -> isRefused(Errno.ENOKEY, () -> text(key)), "the key's end");
    }

    /**
     * A search may still find the key and fail with EKEYREVOKED, until the garbage collector has removed it a moment
     * later.
     */
    @Test
    default void anInvalidatedKeyLeavesItsKeyringsByItself() throws InterruptedException {
        int key = user("key", "1");

        keyctl().invalidate(key);

        Await.until(() -> links(scratch()).isEmpty(), "the end of the link");
        Await.until(
                () -> !isRefused(Errno.EKEYREVOKED, () -> search(scratch(), "key"))
                        && search(scratch(), "key") == Keyctl.NO_KEY,
                "the end of the key");
    }

    @Test
    default void addKeyOntoAnInvalidatedKeyMakesANewOne() {
        int key = user("key", "1");
        keyctl().invalidate(key);

        int next = user("key", "2");

        assertNotEquals(key, next);
        assertEquals("2", text(next));
    }

    @Test
    default void invalidateOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> keyctl().invalidate(NO_SUCH_KEY));
    }
}
