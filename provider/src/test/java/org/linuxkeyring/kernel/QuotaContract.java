package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.linuxkeyring.kernel.KeyctlFixture.isRefused;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/**
 * The contract of the quota of bytes that each user has, which /proc/key-users shows and the sysctls
 * kernel.keys.maxkeys and maxbytes set.
 */
interface QuotaContract extends KeyctlFixture {
    @Test
    default void addKeyBeyondTheQuotaIsEDQUOT() {
        assumeTrue(quotaBytes() <= Keyctl.MAX_USER_PAYLOAD, "the caller's quota is too large to be used up");
        int key = user("key", "1".repeat(4_000));

        assertRefused(Errno.EDQUOT, () -> add("user", "other", new byte[(int) quotaBytes() - 3_000], scratch()));
        assertRefused(Errno.EDQUOT, () -> add("user", "key", new byte[(int) quotaBytes()], scratch()));
        assertEquals(4_000, payload(key).length);
    }

    /**
     * A big_key takes 16 bytes (security/keys/big_key.c, big_key_preparse), but during an update all of its bytes
     * (big_key_update).
     */
    @Test
    default void aBigKeyCountsLittleAndNeedsRoomForAllOfItWhenItIsUpdated() {
        assumeTrue(quotaBytes() <= Keyctl.MAX_USER_PAYLOAD, "the caller's quota is too large to be used up");
        assumeTrue(hasBigKeys(), "this kernel has no big_key");
        byte[] large = new byte[(int) quotaBytes() + 1];
        int key = add("big_key", "large", large, scratch());

        assertRefused(Errno.EDQUOT, () -> add("big_key", "large", large, scratch()));
        assertEquals(large.length, payload(key).length);
        assertEquals(key, add("big_key", "large", new byte[1_000], scratch()));
        assertEquals(1_000, payload(key).length);
    }

    @Test
    default void aLinkReplacesABigKeyThatTheQuotaDoesNotLetBeUpdated() {
        assumeTrue(quotaBytes() <= Keyctl.MAX_USER_PAYLOAD, "the caller's quota is too large to be used up");
        assumeTrue(hasBigKeys(), "this kernel has no big_key");
        byte[] large = new byte[(int) quotaBytes() + 1];
        add("big_key", "large", large, scratch());
        int elsewhere = keyring("elsewhere");
        int other = add("big_key", "large", large, elsewhere);

        keyctl().link(other, scratch());

        assertEquals(Set.of(elsewhere, other), Set.copyOf(links(scratch())));
    }

    private boolean hasBigKeys() {
        return !isRefused(
                Errno.ENODEV, () -> keyctl().unlink(add("big_key", "probe", bytes("1"), scratch()), scratch()));
    }
}
