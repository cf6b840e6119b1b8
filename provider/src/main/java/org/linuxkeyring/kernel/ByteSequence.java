package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;

/** A sequence of buffers that is read as if it were one buffer. The buffers themselves stay unchanged. */
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

    /** Takes the next {@code size} bytes without copying them; at least as many must remain. */
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

    /** Copies the next {@code size} bytes; at least as many must remain. */
    public byte[] copy(int size) {
        byte[] bytes = new byte[size];
        ByteBuffer copy = ByteBuffer.wrap(bytes);
        for (ByteBuffer part : take(size)) {
            copy.put(part);
        }
        return bytes;
    }

    /** Returns a sequence of the same remaining bytes with a position of its own. */
    public ByteSequence duplicate() {
        return new ByteSequence(parts);
    }
}
