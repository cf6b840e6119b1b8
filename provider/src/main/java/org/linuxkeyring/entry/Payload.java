package org.linuxkeyring.entry;

import java.nio.ByteBuffer;

/** An encoded entry that is about to be stored. Off heap, and overwritten by {@link #close()}. */
public final class Payload implements AutoCloseable {
    private final ByteBuffer octets;

    private Payload(ByteBuffer octets) {
        this.octets = octets;
    }

    /** These values one after the other. They are copied and stay the caller's to wipe. */
    static Payload of(byte[]... values) {
        int size = 0;
        for (byte[] value : values) {
            size += value.length;
        }
        ByteBuffer octets = ByteBuffer.allocateDirect(size);
        for (byte[] value : values) {
            octets.put(value);
        }
        return new Payload(octets.flip());
    }

    /** A direct buffer, from position 0 to its limit, which becomes all zeros when the payload is closed. */
    public ByteBuffer buffer() {
        return octets.duplicate();
    }

    /** In bytes. */
    public int size() {
        return octets.limit();
    }

    @Override
    public void close() {
        for (int i = 0; i < octets.limit(); i++) {
            octets.put(i, (byte) 0);
        }
    }
}
