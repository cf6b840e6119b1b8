package org.linuxkeyring.event;

import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/** The tracer for the Flight Recorder, which is loaded once that has started. */
final class FlightTracer implements Tracer {
    static final FlightTracer INSTANCE = new FlightTracer();

    /** Tells whether refusals are recorded, without a new object for the question. */
    private static final Refusal REFUSALS = new Refusal();

    private FlightTracer() {}

    @Override
    public Trace lookup(String operation, String alias, String keyring) {
        KeyLookup event = new KeyLookup();
        return isRecorded(event) ? event.started(operation, alias, keyring) : NoTrace.INSTANCE;
    }

    @Override
    public Trace use(String operation, String algorithm, EntryName entry) {
        KeyUse event = new KeyUse();
        event.algorithm = algorithm;
        return isRecorded(event) ? event.started(operation, entry.alias(), entry.keyring()) : NoTrace.INSTANCE;
    }

    @Override
    public Trace handshake(String operation, String host, String keyring) {
        Handshake event = new Handshake();
        event.host = host;
        return isRecorded(event) ? event.started(operation, "", keyring) : NoTrace.INSTANCE;
    }

    @Override
    public Trace change(String operation, String alias, String keyring) {
        Change event = new Change();
        return isRecorded(event) ? event.started(operation, alias, keyring) : NoTrace.INSTANCE;
    }

    /** Returns whether the operation has to be followed; a refusal is told of by the operation that meets it. */
    private static boolean isRecorded(OperationEvent event) {
        return event.isEnabled() || REFUSALS.isEnabled();
    }

    /** Records the refusal nearest to the system call, which names the kernel's key and not the alias. */
    @Override
    public void refused(String alias, String keyring, Throwable why) {
        if (REFUSALS.isEnabled()) {
            KeyctlException refusal = null;
            for (Throwable each = why; each != null; each = each.getCause()) {
                if (each instanceof KeyctlException met) {
                    refusal = met;
                }
            }
            if (refusal != null) {
                record(alias, keyring, refusal);
            }
        }
    }

    private static void record(String alias, String keyring, KeyctlException refusal) {
        Refusal event = new Refusal();
        event.alias = alias;
        event.keyring = keyring;
        event.call = refusal.operation();
        event.subject = refusal.subject();
        event.errno = nameOf(refusal);
        event.commit();
    }

    static String nameOf(KeyctlException refusal) {
        return refusal.errno() == Errno.UNKNOWN
                ? "errno " + refusal.errnoNumber()
                : refusal.errno().name();
    }
}
