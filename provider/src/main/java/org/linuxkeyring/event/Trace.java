package org.linuxkeyring.event;

/**
 * The trace of one operation, which is begun before it and finished after it. A flight recording gets it as an event if
 * it asks for events of that type; otherwise nothing is measured, and the trace is one object that all share.
 *
 * <pre>{@code
 * Trace trace = Trace.lookup("getKey", alias, keyring);
 * try {
 *     return trace.done(find(alias));
 * } catch (KeyringException e) {
 *     trace.failed(e);
 *     throw e;
 * } finally {
 *     trace.finish();
 * }
 * }</pre>
 */
public interface Trace {
    /** The result of an operation that did what it was asked to. */
    String DONE = "done";

    /** Begins a search for an entry, which is read; {@code operation} is the method that was called. */
    static Trace lookup(String operation, String alias, String keyring) {
        return Tracer.current().lookup(operation, alias, keyring);
    }

    /**
     * Begins the use of a key that is not in Java.
     *
     * @param operation what is done with it, such as {@code sign}
     * @param algorithm the algorithm of the operation, such as {@code SHA256withRSA}
     */
    static Trace use(String operation, String algorithm, EntryName entry) {
        return Tracer.current().use(operation, algorithm, entry);
    }

    /**
     * Begins the choice of a key for a TLS handshake.
     *
     * @param operation {@code server} or {@code client}
     * @param host the server's name that the client asked for; empty for none
     */
    static Trace handshake(String operation, String host, String keyring) {
        return Tracer.current().handshake(operation, host, keyring);
    }

    /** Begins a change; {@code operation} is {@code set}, {@code delete}, {@code timeout} or {@code store}. */
    static Trace change(String operation, String alias, String keyring) {
        return Tracer.current().change(operation, alias, keyring);
    }

    /** Tells of a refusal that costs no more than the entry: the caller goes on as if the entry were missing. */
    static void passedOver(String alias, String keyring, Throwable refusal) {
        Tracer.current().refused(alias, keyring, refusal);
    }

    /** Notes which entry was chosen. */
    void chosen(String alias);

    /** Notes the kind of the entry or of its key. */
    void kind(Object kind);

    /** Notes that there is nothing of that name, or nothing that suits. */
    void absent();

    /** Notes that the operation succeeded; returns its result. */
    <T> T done(T result);

    /** Notes why the operation failed, and tells of the kernel's refusal if that is the cause. */
    void failed(Throwable why);

    /** Ends the operation. One that neither succeeded nor noted why not has failed. */
    void finish();
}
