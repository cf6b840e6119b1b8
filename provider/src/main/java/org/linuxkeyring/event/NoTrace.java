package org.linuxkeyring.event;

/** The trace of operations that no one records. */
final class NoTrace implements Trace {
    static final Trace INSTANCE = new NoTrace();

    private NoTrace() {}

    @Override
    public void chosen(String alias) {
        // Nothing is recorded, here and below.
    }

    @Override
    public void kind(Object kind) {
        // Nothing is recorded.
    }

    @Override
    public void absent() {
        // Nothing is recorded.
    }

    @Override
    public <T> T done(T result) {
        return result;
    }

    @Override
    public void failed(Throwable why) {
        // Nothing is recorded.
    }

    @Override
    public void finish() {
        // Nothing is recorded.
    }
}
