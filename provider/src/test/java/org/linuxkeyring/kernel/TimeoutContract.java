package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.linuxkeyring.kernel.KeyctlFixture.isRefused;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.testing.Await;

/**
 * The contract of KEYCTL_SET_TIMEOUT. Expired keys stay linked until the kernel collects them, gc_delay (300 s) later.
 */
interface TimeoutContract extends KeyctlFixture {
    private void expire(int... keys) throws InterruptedException {
        for (int key : keys) {
            keyctl().setTimeout(key, 1);
        }
        for (int key : keys) {
            Await.until(() -> isRefused(Errno.EKEYEXPIRED, () -> keyctl().keyringId(key, false)), "the key's expiry");
        }
    }

    @Test
    default void anExpiredKeyAnswersEKEYEXPIRED() throws InterruptedException {
        int key = user("key", "1");
        int other = keyring("other");
        expire(key);

        assertRefused(Errno.EKEYEXPIRED, () -> text(key));
        assertRefused(Errno.EKEYEXPIRED, () -> describe(key));
        assertRefused(Errno.EKEYEXPIRED, () -> search(scratch(), "key"));
        assertRefused(Errno.EKEYEXPIRED, () -> update(key, "2"));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().link(key, other));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().setPermissions(key, 0x3f010000));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().setTimeout(key, 0));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().revoke(key));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().invalidate(key));
    }

    @Test
    default void requestKeyPassesOverAnExpiredKey() throws InterruptedException {
        String description = unique();
        expire(user(description, "1"));

        assertEquals(Keyctl.NO_KEY, request(description));
    }

    @Test
    default void anExpiredKeyIsStillLinkedAndCanBeUnlinked() throws InterruptedException {
        int key = user("key", "1");
        expire(key);

        assertEquals(List.of(key), links(scratch()));
        keyctl().unlink(key, scratch());
        assertEquals(List.of(), links(scratch()));
    }

    @Test
    default void addKeyRevivesAnExpiredKeyUnderItsSerial() throws InterruptedException {
        int key = user("key", "1");
        expire(key);

        assertEquals(key, user("key", "2"));
        assertEquals("2", text(key));
    }

    /** Every operation on the keyring fails; keys in it can still be found by a search from above, and used. */
    @Test
    default void anExpiredKeyringAnswersEKEYEXPIREDForItselfAlone() throws InterruptedException {
        int keyring = keyring("below");
        int key = add("user", "key", bytes("1"), keyring);
        expire(keyring);

        assertRefused(Errno.EKEYEXPIRED, () -> links(keyring));
        assertRefused(Errno.EKEYEXPIRED, () -> search(keyring, "key"));
        assertRefused(Errno.EKEYEXPIRED, () -> add("user", "new", bytes("1"), keyring));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().unlink(key, keyring));
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl().clear(keyring));
        assertEquals(key, search(scratch(), "key"));
        assertEquals("1", text(key));
    }

    /** Three keys have the same timeout: two have it cleared, and the third shows when it would have passed. */
    @Test
    default void updateAddKeyAndZeroClearTheTimeout() throws InterruptedException {
        int updated = user("updated", "1");
        int added = user("added", "1");
        int zeroed = user("zeroed", "1");
        int witness = user("witness", "1");
        for (int key : new int[] {updated, added, zeroed}) {
            keyctl().setTimeout(key, 1);
        }
        update(updated, "2");
        assertEquals(added, user("added", "2"));
        keyctl().setTimeout(zeroed, 0);
        expire(witness);

        assertEquals("2", text(updated));
        assertEquals("2", text(added));
        assertEquals("1", text(zeroed));
    }

    @Test
    default void aTimeoutStillToComeChangesNothing() {
        int key = user("key", "1");

        keyctl().setTimeout(key, Integer.MAX_VALUE);

        assertEquals("1", text(key));
        assertEquals(key, search(scratch(), "key"));
    }

    @Test
    default void theTimeLeftIsShownInOneUnitRoundedDown() {
        int key = user("key", "1");

        assertEquals("perm", keyctl().timeLeft(key));
        for (String shown : List.of("2w", "6d", "23h", "59m")) {
            keyctl().setTimeout(key, secondsAtLeast(shown) + 30);
            assertEquals(shown, keyctl().timeLeft(key));
        }
        keyctl().setTimeout(key, 50);
        assertTrue(keyctl().timeLeft(key).matches("50s|4\\ds"), keyctl().timeLeft(key));
        keyctl().setTimeout(key, 0);
        assertEquals("perm", keyctl().timeLeft(key));
    }

    @Test
    default void afterAnUpdateNoTimeIsLeftToTell() {
        int updated = user("updated", "1");
        int added = user("added", "1");
        for (int key : new int[] {updated, added}) {
            keyctl().setTimeout(key, secondsAtLeast("2h") + 30);
            assertEquals("2h", keyctl().timeLeft(key));
        }
        update(updated, "2");
        assertEquals("perm", keyctl().timeLeft(updated));
        user("added", "2");
        assertEquals("perm", keyctl().timeLeft(added));
    }

    private static int secondsAtLeast(String shown) {
        int unit = Map.of('m', 60, 'h', 3600, 'd', 86_400, 'w', 604_800).get(shown.charAt(shown.length() - 1));
        return unit * Integer.parseInt(shown.substring(0, shown.length() - 1));
    }

    @Test
    default void theTimeLeftOfAnExpiredKeyIsShown() throws InterruptedException {
        int key = user("key", "1");
        expire(key);

        assertEquals("expd", keyctl().timeLeft(key));
    }

    /** /proc/keys shows descriptions unescaped, line ends included. */
    @Test
    default void theTimeLeftIsNotToldByAnotherKeysDescription() {
        int key = user("key", "1");
        user("x\n%08x I--Q---     1  59s 3f010000     0     0 user      key: 1".formatted(key), "1");

        assertNotEquals("59s", keyctl().timeLeft(key));
    }

    @Test
    default void theTimeLeftOfAKeyThatIsNotShownIsUnknown() {
        int key = user("key", "1");
        keyctl().setPermissions(key, 0x3e000000);

        assertEquals("", keyctl().timeLeft(key));
        assertEquals("", keyctl().timeLeft(NO_SUCH_KEY));
    }

    @Test
    default void aTimeoutOnAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> keyctl().setTimeout(NO_SUCH_KEY, 1));
    }
}
