package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The quota of bytes that each user has, shown in /proc/key-users and set by the sysctls kernel.keys.maxkeys and maxbytes. */
interface QuotaContract extends KeyctlFixture {
    @Test
    default void addKeyBeyondTheQuotaIsEDQUOT() {
        assumeTrue(quotaBytes() <= Keyctl.MAX_USER_PAYLOAD, "the caller's quota is too large to be used up");
        int key = user("key", "1".repeat(4_000));

        assertRefused(Errno.EDQUOT, () -> add("user", "other", new byte[(int) quotaBytes() - 3_000], scratch()));
        assertRefused(Errno.EDQUOT, () -> add("user", "key", new byte[(int) quotaBytes()], scratch()));
        assertEquals(4_000, payload(key).length);
    }
}
