package org.linuxkeyring.entry;

import java.nio.ByteBuffer;

public final class Payload implements AutoCloseable {
    public ByteBuffer buffer() {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
