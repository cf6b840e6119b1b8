package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/** The layout of the structs of include/uapi/linux/keyctl.h, and the wiping of the memory. */
class PublicKeyCallsTest {
    private static final byte[] RAW = bytes("enc=raw");

    private final FakeKernel kernel = new FakeKernel();
    private final Keyctl keyctl = kernel.keyctl();

    private static byte[] copy(ByteBuffer answer) {
        byte[] copy = new byte[answer.remaining()];
        answer.get(copy);
        return copy;
    }

    @Test
    void aQueryPassesKeyAndInfoAndAnswersTheStruct() {
        byte[] struct = new byte[56];
        Arrays.fill(struct, 0, 16, (byte) 7);
        kernel.answering(call -> {
            assertEquals(24L, (long) call.getArgument(1));
            assertEquals(42L, (long) call.getArgument(2));
            assertEquals(0L, (long) call.getArgument(3), "kept for a password");
            assertArrayEquals(bytes("enc=raw\0"), kernel.bytesAt(call.getArgument(4), 8));
            kernel.write(call.getArgument(5), struct);
            return 0L;
        });

        assertArrayEquals(Arrays.copyOf(struct, 16), keyctl.pkeyQuery(42, RAW));
        assertTrue(kernel.isWiped());
    }

    @Test
    void aDecryptionPassesItsStructInfoAndInputAndAnswersWhatTheKernelWrote() {
        byte[] input = bytes("ciphertext");
        byte[] secret = new byte[512];
        Arrays.fill(secret, (byte) 'Z');
        kernel.answering(call -> {
            assertEquals(26L, (long) call.getArgument(1));
            ByteBuffer params =
                    ByteBuffer.wrap(kernel.bytesAt(call.getArgument(2), 40)).order(ByteOrder.nativeOrder());
            assertEquals(42, params.getInt());
            assertEquals(input.length, params.getInt());
            assertEquals(input.length, params.getInt());
            assertEquals(ByteBuffer.allocate(28), params);
            assertArrayEquals(bytes("enc=raw\0"), kernel.bytesAt(call.getArgument(3), 8));
            assertArrayEquals(input, kernel.bytesAt(call.getArgument(4), input.length));
            kernel.write(call.getArgument(5), secret);
            return (long) secret.length;
        });
        ByteBuffer given = ByteBuffer.wrap(input);

        byte[] answer = keyctl.pkeyDecrypt(42, RAW, given, PublicKeyCallsTest::copy);

        assertArrayEquals(secret, answer);
        assertEquals(input.length, given.remaining());
        assertTrue(kernel.isWiped());
    }

    @Test
    void aRefusalNamesOperationKeyAndErrno() {
        kernel.answering(call -> (long) -Errno.EKEYREVOKED.number());

        KeyctlException query = assertThrows(KeyctlException.class, () -> keyctl.pkeyQuery(42, RAW));
        assertEquals("KEYCTL_PKEY_QUERY", query.operation());
        assertEquals("key 42", query.subject());
        KeyctlException decrypt = assertThrows(
                KeyctlException.class,
                () -> keyctl.pkeyDecrypt(42, RAW, ByteBuffer.allocate(8), PublicKeyCallsTest::copy));
        assertEquals("KEYCTL_PKEY_DECRYPT", decrypt.operation());
        assertEquals(Errno.EKEYREVOKED, decrypt.errno());
        assertTrue(kernel.isWiped());
    }

    @Test
    void anOperationThatASignalInterruptsIsMadeAgain() {
        Iterator<Long> answers = List.of(-4L, -4L, 0L, -4L, 3L).iterator();
        kernel.answering(call -> answers.next());

        assertEquals(16, keyctl.pkeyQuery(42, RAW).length);
        assertEquals(3, keyctl.pkeyDecrypt(42, RAW, ByteBuffer.wrap(bytes("in")), PublicKeyCallsTest::copy).length);
        assertFalse(answers.hasNext());
    }
}
