package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;

/** Buffers read one after the other as if they were one; the buffers given stay as they are. */
public final class ByteSequence {
    private final ByteBuffer[] parts;

    public ByteSequence(ByteBuffer... parts) {
        this.parts = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            this.parts[i] = parts[i].duplicate();
        }
    }

    public int remaining() {
        int remaining = 0;
        for (ByteBuffer part : parts) {
            remaining += part.remaining();
        }
        return remaining;
    }

    /** The next {@code size} bytes, of which there must be as many; nothing is copied. */
    public ByteBuffer[] take(int size) {
        ByteBuffer[] taken = new ByteBuffer[parts.length];
        int left = size;
        for (int i = 0; i < parts.length; i++) {
            ByteBuffer part = parts[i];
            int here = Math.min(left, part.remaining());
            taken[i] = part.slice(part.position(), here);
            part.position(part.position() + here);
            left -= here;
        }
        return taken;
    }

    /** The next {@code size} bytes, of which there must be as many. */
    public byte[] copy(int size) {
        byte[] bytes = new byte[size];
        ByteBuffer copy = ByteBuffer.wrap(bytes);
        for (ByteBuffer part : take(size)) {
            copy.put(part);
        }
        return bytes;
    }

    /** The same bytes, to be read apart from these. */
    public ByteSequence duplicate() {
        return new ByteSequence(parts);
    }
}
