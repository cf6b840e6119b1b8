package org.linuxkeyring.kernel.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/** Timeouts to the second, and the collection of dead keys. */
class MemoryTimeTest extends MemoryFixture {
    @Test
    void aKeyExpiresWhenItsTimeoutHasPassedAndNotBefore() {
        int key = user("key", "1");
        keyctl.setTimeout(key, 60);

        pass(59);
        assertEquals("1", text(key));
        pass(1);
        assertRefused(Errno.EKEYEXPIRED, () -> text(key));
    }

    @Test
    void aTimeoutIsUnsigned() {
        int key = user("key", "1");
        keyctl.setTimeout(key, -1);

        pass(0xfffffffeL);
        assertEquals("1", text(key));
        pass(1);
        assertRefused(Errno.EKEYEXPIRED, () -> text(key));
    }

    @Test
    void aClearedTimeoutNeverPasses() {
        int key = user("key", "1");
        keyctl.setTimeout(key, 60);
        keyctl.setTimeout(key, 0);

        pass(1_000_000);
        assertEquals("1", text(key));
    }

    @Test
    void expiredAndRevokedKeysStayLinkedUntilTheyAreCollected() {
        int expired = user("expired", "1");
        int revoked = user("revoked", "1");
        int live = user("live", "1");
        keyctl.setTimeout(expired, 10);
        pass(10);
        keyctl.revoke(revoked);

        pass(GC_DELAY - 1);
        assertArrayEquals(new int[] {expired, revoked, live}, keyctl.readKeyring(ring));
        assertRefused(Errno.EKEYEXPIRED, () -> text(expired));
        assertRefused(Errno.EKEYREVOKED, () -> text(revoked));

        pass(1);
        assertArrayEquals(new int[] {live}, keyctl.readKeyring(ring));
        assertRefused(Errno.ENOKEY, () -> text(expired));
        assertRefused(Errno.ENOKEY, () -> text(revoked));
        assertEquals(Keyctl.NO_KEY, search("expired"));
    }

    @Test
    void aKeyThatWasRevivedIsNotCollected() {
        int key = user("key", "1");
        keyctl.setTimeout(key, 1);
        pass(2);

        assertEquals(key, user("key", "2"));
        pass(GC_DELAY * 2);
        assertEquals("2", text(key));
    }

    @Test
    void collectionTakesWhatOnlyTheDeadKeyringLinked() {
        int below = keyring("below", ring);
        int key = user("key", "1", below);
        keyctl.setTimeout(below, 1);

        pass(1 + GC_DELAY);

        assertRefused(Errno.ENOKEY, () -> keyctl.describe(key));
        assertArrayEquals(new int[0], keyctl.readKeyring(ring));
    }

    @Test
    void thePersistentKeyringLivesThreeDaysFromItsLastUse() {
        int persistent = keyctl.persistentKeyring(-1, ring);
        pass(2 * 24 * 3600);
        keyctl.persistentKeyring(-1, ring);

        pass(3 * 24 * 3600 - 1);
        assertArrayEquals(new int[0], keyctl.readKeyring(persistent));
        pass(1);
        assertRefused(Errno.EKEYEXPIRED, () -> keyctl.readKeyring(persistent));
        pass(GC_DELAY);
        assertNotEquals(persistent, keyctl.persistentKeyring(-1, ring));
    }
}
