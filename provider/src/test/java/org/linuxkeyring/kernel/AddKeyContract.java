package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of add_key(2). */
interface AddKeyContract extends KeyctlFixture {
    @Test
    default void addKeyMakesAKeyLinkedToTheKeyring() {
        int key = user("new", "secret");

        assertTrue(key > 0);
        assertEquals(List.of(key), links(scratch()));
        assertEquals("secret", text(key));
    }

    @Test
    default void addKeyOntoAnExistingKeyKeepsItsSerialAndMask() {
        int key = user("same", "one");
        keyctl().setPermissions(key, 0x3f3f0000);

        assertEquals(key, user("same", "two"));
        assertEquals("3f3f0000", mask(key));
        assertEquals("two", text(key));
    }

    /** The existing key is searched for in the keyring itself, and not in keyrings below it. */
    @Test
    default void addKeyDoesNotLookBelowTheKeyring() {
        int below = add("user", "same", bytes("one"), keyring("below"));

        assertNotEquals(below, user("same", "two"));
    }

    @Test
    default void typeAndDescriptionTogetherNameAKey() {
        int user = user("app:same", "user");
        int logon = add("logon", "app:same", bytes("logon"), scratch());

        assertNotEquals(user, logon);
        assertEquals("user", text(user));
    }

    @Test
    default void descriptionsAreCaseSensitive() {
        assertNotEquals(user("Web", "1"), user("web", "1"));
    }

    /** A keyring cannot be updated: the new one displaces the old one, and what only that one linked is lost. */
    @Test
    default void addKeyOfAKeyringOntoAnExistingNameReplacesIt() {
        int old = keyring("same");
        add("user", "content", bytes("1"), old);

        int replacement = keyring("same");

        assertNotEquals(old, replacement);
        assertEquals(List.of(replacement), links(scratch()));
        assertEquals(List.of(), links(replacement));
    }

    @Test
    default void theBufferKeepsItsPositionAndOnlyWhatRemainsIsThePayload() {
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
            buffer.put(bytes("01234567")).position(2).limit(5);

            int key = keyctl().addKey(bytes("user"), bytes("part"), buffer.asReadOnlyBuffer(), scratch());

            assertEquals("234", text(key));
            assertEquals(2, buffer.position());
            assertEquals(5, buffer.limit());
        }
    }

    @Test
    default void anUnknownTypeIsENODEV() {
        assertRefused(Errno.ENODEV, () -> add("nosuchtype", "d", bytes("1"), scratch()));
    }

    /** The kernel copies a type name into 32 bytes, NUL included (key_get_type_from_user). */
    @Test
    default void aTypeNameHas1To31Bytes() {
        assertRefused(Errno.EINVAL, () -> add("", "d", bytes("1"), scratch()));
        assertRefused(Errno.ENODEV, () -> add("t".repeat(31), "d", bytes("1"), scratch()));
        assertRefused(Errno.EINVAL, () -> add("t".repeat(32), "d", bytes("1"), scratch()));
    }

    @Test
    default void aTypeNameThatBeginsWithADotIsTheKernelsOwn() {
        assertRefused(Errno.EPERM, () -> add(".user", "d", bytes("1"), scratch()));
    }

    /** KEY_MAX_DESC_SIZE is 4096 with the terminating NUL. */
    @Test
    default void aDescriptionHas1To4095Bytes() {
        String longest = unique() + "d".repeat(4095 - unique().length());
        int key = user(longest, "1");

        assertTrue(describe(key).endsWith(";" + longest));
        assertEquals(key, search(scratch(), longest));
        assertEquals(key, request(longest));
        assertRefused(Errno.EINVAL, () -> user("", "1"));
        assertRefused(Errno.EINVAL, () -> user(longest + "d", "1"));
    }

    /** The kernel's strings end at a NUL, so the kernel would act on another key. */
    @Test
    default void aNulInTypeOrDescriptionNeverReachesTheKernel() {
        int key = user("name", "1");

        assertThrows(IllegalArgumentException.class, () -> user("name\0more", "2"));
        assertThrows(IllegalArgumentException.class, () -> add("user\0", "name", bytes("2"), scratch()));
        assertThrows(IllegalArgumentException.class, () -> search(scratch(), "name\0more"));
        assertThrows(IllegalArgumentException.class, () -> request("name\0more"));
        assertEquals("1", text(key));
    }

    @Test
    default void aPayloadHas1To32767Bytes() {
        assertEquals(1, payload(user("least", "1")).length);
        assertRefused(Errno.EINVAL, () -> user("empty", ""));
        assertRefused(Errno.EINVAL, () -> add("user", "too much", new byte[32_768], scratch()));
        if (quotaBytes() > 40_000) {
            assertEquals(32_767, payload(add("user", "most", new byte[32_767], scratch())).length);
        } else {
            assertRefused(Errno.EDQUOT, () -> add("user", "most", new byte[32_767], scratch()));
        }
    }

    @Test
    default void aRefusedPayloadLeavesTheKeyAsItWas() {
        int key = user("kept", "one");

        assertRefused(Errno.EINVAL, () -> user("kept", ""));
        assertEquals("one", text(key));
    }

    @Test
    default void everyByteIsKept() {
        byte[] payload = new byte[256];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }

        assertArrayEquals(payload, payload(add("user", "all bytes", payload, scratch())));
    }

    @Test
    default void aKeyringThatDoesNotExistIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> add("user", "d", bytes("1"), NO_SUCH_KEY));
    }

    @Test
    default void aKeyringIdThatIsNoneIsEINVAL() {
        assertRefused(Errno.EINVAL, () -> add("user", "d", bytes("1"), 0));
        assertRefused(Errno.EINVAL, () -> add("user", "d", bytes("1"), -9));
    }

    /** The type is looked up before the keyring is known to be one. */
    @Test
    default void aKeyInPlaceOfTheKeyringIsENOTDIR() {
        int key = user("no keyring", "1");

        assertRefused(Errno.ENOTDIR, () -> add("user", "d", bytes("1"), key));
        assertRefused(Errno.ENODEV, () -> add("nosuchtype", "d", bytes("1"), key));
    }

    @Test
    default void aKeyringHasAnEmptyPayload() {
        assertRefused(Errno.EINVAL, () -> add("keyring", "name", bytes("1"), scratch()));
    }

    @Test
    default void aKeyringsNameDoesNotBeginWithADot() {
        assertRefused(Errno.EPERM, () -> keyring(".name"));
        assertRefused(Errno.EINVAL, () -> keyring(""));
        assertTrue(user(".name", "1") > 0);
    }

    @Test
    default void aLogonDescriptionNeedsAService() {
        assertTrue(add("logon", "app:token", bytes("1"), scratch()) > 0);
        assertTrue(add("logon", "app:", bytes("1"), scratch()) > 0);
        assertRefused(Errno.EINVAL, () -> add("logon", "token", bytes("1"), scratch()));
        assertRefused(Errno.EINVAL, () -> add("logon", ":token", bytes("1"), scratch()));
    }
}
