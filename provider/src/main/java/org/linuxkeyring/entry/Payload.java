package org.linuxkeyring.entry;

import java.nio.ByteBuffer;

/** An encoded entry that is about to be stored, off heap. {@link #close()} overwrites it. */
public final class Payload implements AutoCloseable {
    private final ByteBuffer octets;
    private final boolean secret;

    private Payload(ByteBuffer octets, boolean secret) {
        this.octets = octets;
        this.secret = secret;
    }

    /**
     * Returns a payload of these values one after the other, of which the first is a key. The values are copied; the
     * caller wipes them.
     */
    static Payload of(byte[]... values) {
        return new Payload(joined(values), true);
    }

    /** Returns a payload of certificates and attributes alone, which are not secret. */
    static Payload ofPublic(byte[] values) {
        return new Payload(joined(values), false);
    }

    /** Returns an unchanged copy of a stored payload. */
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

    /** Returns whether the payload contains a key. */
    public boolean isSecret() {
        return secret;
    }

    /** Returns a direct buffer from position 0 to its limit, which becomes all zeros when the payload is closed. */
    public ByteBuffer buffer() {
        return octets.duplicate();
    }

    /** Returns the size in bytes. */
    public int size() {
        return octets.limit();
    }

    @Override
    public void close() {
        octets.put(0, new byte[octets.limit()]);
    }
}
