package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of KEYCTL_DESCRIBE. */
interface DescribeContract extends KeyctlFixture {
    @Test
    default void describeGivesTypeOwnerMaskAndDescription() {
        assertTrue(describe(user("name", "1")).matches("user;\\d+;\\d+;3f010000;name"));
        assertTrue(describe(keyring("below")).matches("keyring;\\d+;\\d+;3f010000;below"));
    }

    @Test
    default void aNewKeyIsTheEffectiveUsers() {
        assertEquals(describe(user("name", "1")).split(";")[1], Integer.toString(keyctl().effectiveUser()));
    }

    /** A new key does not get read permission if its type cannot be read. */
    @Test
    default void aLogonKeyIsMadeWithoutTheReadPermission() {
        assertEquals("3d010000", mask(add("logon", "app:token", bytes("1"), scratch())));
    }

    @Test
    default void aDescriptionMayHoldSemicolons() {
        assertTrue(describe(user("a;b;;c;", "1")).endsWith(";3f010000;a;b;;c;"));
    }

    /** The kernel accepts any bytes but NUL. */
    @Test
    default void aDescriptionMayBeNoText() {
        byte[] description = {(byte) 0xff, ' ', (byte) 0x80, '\n', 1};

        int key = keyctl().addKey(bytes("user"), description, ByteBuffer.wrap(bytes("1")), scratch());

        byte[] described = keyctl().describe(key);
        assertArrayEquals(
                description, Arrays.copyOfRange(described, described.length - description.length, described.length));
        assertEquals(key, keyctl().search(scratch(), bytes("user"), description, Keyctl.NO_KEY));
    }

    @Test
    default void describeOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> describe(NO_SUCH_KEY));
    }

    @Test
    default void describeOfNoIdIsEINVAL() {
        assertRefused(Errno.EINVAL, () -> describe(0));
        assertRefused(Errno.EINVAL, () -> describe(-9));
    }
}
