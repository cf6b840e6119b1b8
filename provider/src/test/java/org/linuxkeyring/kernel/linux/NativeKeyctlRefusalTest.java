package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/** The messages of refused calls. */
class NativeKeyctlRefusalTest {
    private final FakeKernel kernel = new FakeKernel();
    private final Keyctl keyctl = kernel.keyctl();

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"UNKNOWN", "EINTR"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyErrnoIsNamedWithItsCallAndSubjectAndWithoutThePayload(Errno errno) {
        kernel.answering(call -> (long) -errno.number());

        KeyctlException refused = assertThrows(
                KeyctlException.class,
                () -> keyctl.addKey(bytes("user"), bytes("name"), ByteBuffer.wrap(bytes("ZZZ")), Keyctl.USER_KEYRING));

        assertEquals(errno, refused.errno());
        assertEquals("add_key", refused.operation());
        assertEquals("user key \"name\" to keyring @u", refused.subject());
        assertTrue(refused.getMessage().contains(errno.name()), refused::getMessage);
        assertFalse(refused.toString().contains("ZZZ"), refused::toString);
    }

    @Test
    void aRefusalSaysWhatItWasAbout() {
        kernel.answering(call -> -13L);

        assertEquals("key 7", subject(() -> keyctl.read(7, ByteBuffer::remaining)));
        assertEquals("keyring @s", subject(() -> keyctl.clear(-3)));
        assertEquals("key 7 and keyring @us", subject(() -> keyctl.link(7, -5)));
        assertEquals(
                "keyring \"name\" to keyring 9",
                subject(() -> keyctl.addKey(bytes("keyring"), bytes("name"), ByteBuffer.allocate(0), 9)));
        assertEquals("keyring \"name\"", subject(() -> keyctl.joinSessionKeyring(bytes("name"))));
        assertEquals("user key \"name\"", subject(() -> keyctl.search(-4, bytes("user"), bytes("name"), 0)));
    }

    @Test
    void aMessageStaysShortAndOnOneLine() {
        kernel.answering(call -> -13L);

        String subject = subject(() -> keyctl.search(-4, bytes("user"), bytes("a\n" + "b".repeat(4000)), 0));

        assertEquals("user key \"a\\u000a" + "b".repeat(73) + "...\"", subject);
    }

    @Test
    void interruptionsWithoutEndAreTold() {
        kernel.answering(call -> -4L);

        KeyctlException e = assertThrows(KeyctlException.class, () -> keyctl.clear(-3));
        assertEquals(Errno.EINTR, e.errno());
    }

    @Test
    void aPayloadThatGrowsWithoutEndIsTold() {
        kernel.answering(call -> (long) call.getArgument(4) + 1);

        assertEquals("key 7, which grows over and over,", subject(() -> keyctl.read(7, ByteBuffer::remaining)));
    }

    private static String subject(Runnable call) {
        return assertThrows(KeyctlException.class, call::run).subject();
    }
}
