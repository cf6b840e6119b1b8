package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/**
 * The contract of KEYCTL_CAPABILITIES: its bits, from include/uapi/linux/keyctl.h, agree with the kernel's behaviour.
 */
interface CapabilitiesContract extends KeyctlFixture {
    int CAPABILITIES = 0x01;
    int BIG_KEY = 0x10;
    int INVALIDATE = 0x20;

    /** Returns the bits, and skips the test before Linux 5.3. */
    private byte[] capabilities() {
        try {
            return keyctl().capabilities();
        } catch (KeyctlException refused) {
            assertEquals(Errno.EOPNOTSUPP, refused.errno());
            return abort("this kernel does not tell its capabilities");
        }
    }

    @Test
    default void aKernelThatTellsItsCapabilitiesNamesThatOneAndInvalidate() {
        assertEquals(CAPABILITIES | INVALIDATE, capabilities()[0] & (CAPABILITIES | INVALIDATE));
        assertTrue(capabilities().length >= 2);
    }

    @Test
    default void theCapabilityBigKeyIsThatOfTheType() {
        boolean told = (capabilities()[0] & BIG_KEY) != 0;

        assertRefused(told ? Errno.EINVAL : Errno.ENODEV, () -> add("big_key", "none", bytes(""), scratch()));
    }
}
