package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.kernel.Subject;

/** The conversions of what system calls answer to Java's types and exceptions. */
final class KeyctlResults {
    /** The number of times that an answer may be larger than the buffer made for the previous one. */
    static final int MOST_SIZES = 100;

    /** A description fits in a page, and what KEYCTL_DESCRIBE puts before it in less (security/keys/keyctl.c). */
    static final int MOST_DESCRIBED = 2 * 4096;

    /** Linux 6.18 answers 2 bytes; with more room than it fills, the kernel writes zeros. */
    static final int MOST_CAPABILITIES = 16;

    private KeyctlResults() {}

    static byte[] bytes(ByteBuffer answer) {
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        return bytes;
    }

    /** Returns the text of KEYCTL_DESCRIBE without the NUL that ends it. */
    static byte[] withoutNul(ByteBuffer description) {
        byte[] bytes = new byte[description.remaining() - 1];
        description.get(bytes);
        return bytes;
    }

    /** Returns the serials that KEYCTL_READ writes for a keyring. */
    static int[] serials(ByteBuffer keyring) {
        int[] serials = new int[keyring.remaining() / Integer.BYTES];
        keyring.order(ByteOrder.nativeOrder()).asIntBuffer().get(serials);
        return serials;
    }

    /** Returns whether a key is among the serials that KEYCTL_READ writes for a keyring. */
    static boolean contains(ByteBuffer keyring, int key) {
        IntBuffer serials = keyring.order(ByteOrder.nativeOrder()).asIntBuffer();
        while (serials.hasRemaining()) {
            if (serials.get() == key) {
                return true;
            }
        }
        return false;
    }

    /** Requires that the kernel has not refused a call. */
    static long accepted(Operation operation, long result, Supplier<String> subject) {
        return accepted(operation.name(), result, subject);
    }

    static long accepted(String call, long result, Supplier<String> subject) {
        if (result < 0) {
            throw refused(call, result, subject.get());
        }
        return result;
    }

    /** Returns the serial that a lookup found, or {@link Keyctl#NO_KEY} for ENOKEY. */
    static int keyOrNone(String operation, long result, byte[] type, byte[] description) {
        if (result >= 0) {
            return (int) result;
        }
        if (result == -Errno.ENOKEY.number()) {
            return Keyctl.NO_KEY;
        }
        throw refused(operation, result, Subject.of(type, description));
    }

    static KeyctlException refused(String operation, long result, String subject) {
        return new RefusedCall(operation, (int) -result, subject);
    }
}
