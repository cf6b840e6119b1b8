package org.linuxkeyring.event;

/** The tracer while nothing is recorded. */
final class NoTracer implements Tracer {
    @Override
    public Trace lookup(String operation, String alias, String keyring) {
        return NoTrace.INSTANCE;
    }

    @Override
    public Trace use(String operation, String algorithm, EntryName entry) {
        return NoTrace.INSTANCE;
    }

    @Override
    public Trace handshake(String operation, String host, String keyring) {
        return NoTrace.INSTANCE;
    }

    @Override
    public Trace change(String operation, String alias, String keyring) {
        return NoTrace.INSTANCE;
    }

    @Override
    public void refused(String alias, String keyring, Throwable why) {
        // There is no one to be told.
    }
}
