package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel answers, taken from the memory that it was given. */
final class Answer {
    private Answer() {}

    /** The text of KEYCTL_DESCRIBE, which ends with a NUL. */
    static byte[] withoutNul(ByteBuffer description) {
        byte[] bytes = new byte[description.remaining() - 1];
        description.get(bytes);
        return bytes;
    }

    /** What KEYCTL_READ tells of a keyring. */
    static int[] serials(ByteBuffer keyring) {
        int[] serials = new int[keyring.remaining() / Integer.BYTES];
        keyring.order(ByteOrder.nativeOrder()).asIntBuffer().get(serials);
        return serials;
    }
}
