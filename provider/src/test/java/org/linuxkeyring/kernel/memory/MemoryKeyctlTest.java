package org.linuxkeyring.kernel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.KeyctlContract;

/** The contract in memory, with the quota of an ordinary user, and behaviour that a kernel may lack or not show. */
class MemoryKeyctlTest extends KeyctlContract {
    private final Keyctl keyctl = new MemoryKeyctl(MemoryQuota.ofOrdinaryUser(), System::nanoTime);

    @Override
    public Keyctl keyctl() {
        return keyctl;
    }

    @Override
    public long quotaBytes() {
        return 20_000;
    }

    @Override
    public boolean privileged() {
        return false;
    }

    /** The type accepts 1 MiB, but add_key(2) one byte less (security/keys/keyctl.c). */
    @Test
    void aBigKeyHas1ByteTo1MiBLessOne() {
        int most = (1 << 20) - 1;

        int key = add("big_key", "big", new byte[most], scratch());

        assertEquals(most, payload(key).length);
        assertEquals("3f010000", mask(key));
        assertRefused(Errno.EINVAL, () -> add("big_key", "big", new byte[most + 1], scratch()));
        assertRefused(Errno.EINVAL, () -> add("big_key", "big", new byte[0], scratch()));
    }

    @Test
    void typesThatNeedTheKernelsCryptographyAreENODEV() {
        for (String type : new String[] {"asymmetric", "encrypted", "trusted"}) {
            assertRefused(Errno.ENODEV, () -> add(type, "key", bytes("1"), scratch()));
        }
    }

    @Test
    void calloutInfoFindsNothing() {
        assertEquals(Keyctl.NO_KEY, keyctl.requestKey(bytes("user"), bytes("none"), bytes("info"), Keyctl.NO_KEY));
        assertRefused(
                Errno.EINVAL, () -> keyctl.requestKey(bytes("user"), bytes("none"), new byte[4096], Keyctl.NO_KEY));
    }

    /** The same holds for calls of the kernel, whose strings end at a NUL. */
    @Test
    void aNulInADescriptionIsAnIllegalArgument() {
        assertThrows(IllegalArgumentException.class, () -> user("a\0b", "1"));
    }
}
