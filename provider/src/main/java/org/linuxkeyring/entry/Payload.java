package org.linuxkeyring.entry;

import java.nio.ByteBuffer;

/** An encoded entry that is about to be stored. Off heap, and overwritten by {@link #close()}. */
public final class Payload implements AutoCloseable {
    private final ByteBuffer octets;
    private final boolean secret;

    private Payload(ByteBuffer octets, boolean secret) {
        this.octets = octets;
        this.secret = secret;
    }

    /** These values one after the other, a key first. They are copied and stay the caller's to wipe. */
    static Payload of(byte[]... values) {
        return new Payload(joined(values), true);
    }

    /** Certificates and attributes alone, which anyone may know. */
    static Payload ofPublic(byte[] values) {
        return new Payload(joined(values), false);
    }

    /** What is stored already, as it is. */
    public static Payload copyOf(ByteBuffer stored) {
        ByteBuffer octets = ByteBuffer.allocateDirect(stored.remaining());
        return new Payload(octets.put(stored).flip(), true);
    }

    private static ByteBuffer joined(byte[]... values) {
        int size = 0;
        for (byte[] value : values) {
            size += value.length;
        }
        ByteBuffer octets = ByteBuffer.allocateDirect(size);
        for (byte[] value : values) {
            octets.put(value);
        }
        return octets.flip();
    }

    /** Whether there is a key in it. */
    public boolean isSecret() {
        return secret;
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
        octets.put(0, new byte[octets.limit()]);
    }
}
