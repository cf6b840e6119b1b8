package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The conversions of what keyctl(2) writes into a buffer to Java's types. */
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
}
