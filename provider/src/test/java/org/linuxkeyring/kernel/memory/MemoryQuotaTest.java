package org.linuxkeyring.kernel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/** The quota that keys take, with the numbers of /proc/key-users on Linux 6.18. */
class MemoryQuotaTest extends MemoryFixture {
    /** Returns how the steps change the numbers of keys and bytes in use. */
    private String cost(Runnable steps) {
        int keys = quota.keys();
        int bytes = quota.bytes();
        steps.run();
        return "keys " + (quota.keys() - keys) + ", bytes " + (quota.bytes() - bytes);
    }

    private String costOf(IntSupplier step) {
        return cost(step::getAsInt);
    }

    @Test
    void aKeyCostsItsDescriptionItsPayloadAndItsLink() {
        assertEquals("keys 1, bytes 12", costOf(() -> user("ab", "12345")));
        assertEquals("keys 0, bytes -4", costOf(() -> user("ab", "1")));
        assertEquals("keys 1, bytes 6", costOf(() -> keyring("r", ring)));
    }

    @Test
    void aRevokedKeyCostsItsDescriptionAndLinkOnly() {
        int key = user("ab", "12345");

        assertEquals("keys 0, bytes -5", cost(() -> keyctl.revoke(key)));
        assertEquals("keys 0, bytes 3", costOf(() -> user("ab", "123")));
    }

    @Test
    void aFurtherLinkCostsFourBytesUntilItEnds() {
        int key = user("ab", "12345");
        int other = keyring("other", ring);

        assertEquals("keys 0, bytes 4", cost(() -> keyctl.link(key, other)));
        assertEquals("keys 0, bytes 0", cost(() -> keyctl.link(key, other)));
        assertEquals("keys 0, bytes -4", cost(() -> keyctl.unlink(key, other)));
    }

    @Test
    void aBigKeyCostsSixteenBytesWhateverItsSize() {
        assertEquals("keys 1, bytes 23", costOf(() -> add("big_key", "ab", new byte[1_000_000], ring)));
    }

    @Test
    void aThreadKeyringIsMadeBeyondTheQuota() {
        fillKeys();

        assertEquals("keys 1, bytes 5", costOf(() -> keyctl.keyringId(Keyctl.THREAD_KEYRING, true)));
        assertRefused(Errno.EDQUOT, () -> keyctl.joinSessionKeyring(null));
    }

    @Test
    void theLastByteOfTheQuotaCanBeUsed() {
        int free = 20_000 - quota.bytes();

        assertRefused(Errno.EDQUOT, () -> user("q", "x".repeat(free - 6 + 1)));
        int key = user("q", "x".repeat(free - 6));
        assertEquals(20_000, quota.bytes());
        assertRefused(Errno.EDQUOT, () -> keyctl.link(key, Keyctl.USER_KEYRING));
        assertRefused(Errno.EDQUOT, () -> user("q", "x".repeat(free - 6 + 1)));
        assertEquals(free - 6, text(key).length());
    }

    @Test
    void twoHundredKeysAreTheMost() {
        fillKeys();

        assertEquals(200, quota.keys());
        assertRefused(Errno.EDQUOT, () -> user("one more", "1"));
        keyctl.clear(ring);
        user("one more", "1");
    }

    @Test
    void whateverEndsAKeyGivesItsQuotaBack() {
        assertEquals("keys 0, bytes 0", cost(() -> keyctl.unlink(user("ab", "1"), ring)));
        assertEquals("keys 0, bytes 0", cost(() -> keyctl.invalidate(user("ab", "1"))));
        assertEquals("keys 0, bytes 0", cost(() -> {
            user("deep", "1", keyring("below", ring));
            keyctl.clear(ring);
        }));
        assertEquals("keys 1, bytes 10", cost(() -> {
            user("deep", "1", keyring("below", ring));
            keyring("below", ring);
        }));
        assertEquals("keys -1, bytes -10", cost(() -> {
            keyctl.setTimeout(keyring("below", ring), 1);
            pass(1 + GC_DELAY);
            keyctl.readKeyring(ring);
        }));
    }

    @Test
    void theDefaultInstanceHasRootsQuota() {
        Keyctl roots = new MemoryKeyctl();
        int keyring = roots.keyringId(Keyctl.USER_KEYRING, false);

        for (int i = 0; i < 300; i++) {
            roots.addKey(bytes("user"), bytes("key " + i), ByteBuffer.allocate(1_000), keyring);
        }

        assertEquals(300, roots.readKeyring(keyring).length);
    }

    private void fillKeys() {
        for (int i = 0; quota.keys() < 200; i++) {
            user("key " + i, "1");
        }
    }
}
