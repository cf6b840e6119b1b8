package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.kernel.Subject;

/** What system calls answer, as Java's types and exceptions. */
final class KeyctlResults {
    private KeyctlResults() {}

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

    /** Requires that the kernel has not refused a call. */
    static long accepted(Operation operation, long result, Supplier<String> subject) {
        if (result < 0) {
            throw refused(operation.name(), result, subject.get());
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
