package org.linuxkeyring.event;

import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/** The tracer for the Flight Recorder, which is loaded once that has started. */
final class FlightTracer implements Tracer {
    static final FlightTracer INSTANCE = new FlightTracer();

    // Each tells whether events of its type are recorded, without a new object for the question.
    private static final KeyLookup LOOKUPS = new KeyLookup();
    private static final KeyUse USES = new KeyUse();
    private static final Handshake HANDSHAKES = new Handshake();
    private static final Change CHANGES = new Change();
    private static final Refusal REFUSALS = new Refusal();

    private FlightTracer() {}

    @Override
    public Trace lookup(String operation, String alias, String keyring) {
        return isRecorded(LOOKUPS) ? new KeyLookup().started(operation, alias, keyring) : NoTrace.INSTANCE;
    }

    @Override
    public Trace use(String operation, String algorithm, EntryName entry) {
        if (!isRecorded(USES)) {
            return NoTrace.INSTANCE;
        }
        KeyUse event = new KeyUse();
        event.algorithm = algorithm;
        return event.started(operation, entry.alias(), entry.keyring());
    }

    @Override
    public Trace handshake(String operation, String host, String keyring) {
        if (!isRecorded(HANDSHAKES)) {
            return NoTrace.INSTANCE;
        }
        Handshake event = new Handshake();
        event.host = host;
        return event.started(operation, "", keyring);
    }

    @Override
    public Trace change(String operation, String alias, String keyring) {
        return isRecorded(CHANGES) ? new Change().started(operation, alias, keyring) : NoTrace.INSTANCE;
    }

    /** Returns whether an operation has to be followed; a refusal is told of by the operation that meets it. */
    private static boolean isRecorded(OperationEvent type) {
        return type.isEnabled() || REFUSALS.isEnabled();
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
