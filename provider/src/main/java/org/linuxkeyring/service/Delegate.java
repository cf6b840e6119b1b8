package org.linuxkeyring.service;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.Optional;
import java.util.function.Supplier;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.opaque.KeyHandle;

/**
 * The object to which a service passes its calls on. For an opaque key it is an object of another provider, which is
 * made for one operation and forgotten when that ends, so that nothing refers to the key that was read. For all other
 * keys it is an object of the services of keys that the kernel holds, which knows what to say to them.
 *
 * @param <T> Signature, Cipher, Mac or KeyAgreement
 */
final class Delegate<T> {
    private final String algorithm;
    private final Supplier<Optional<T>> maker;
    private Optional<T> held;
    private HeldKey heldKey;
    private Opening<T> opening;
    private T current;
    private String operation;
    private Trace trace;

    /**
     * Makes one.
     *
     * @param algorithm the algorithm, for an operator
     * @param operation what is done with a key, for an operator
     * @param maker makes an object of the services of keys that the kernel holds, once
     */
    Delegate(String algorithm, String operation, Supplier<Optional<T>> maker) {
        this.algorithm = algorithm;
        this.operation = operation;
        this.maker = maker;
    }

    /** Makes an object that works with a key, which stands for the handle or is another key. */
    @FunctionalInterface
    interface Opener<T> {
        T open(Key key) throws GeneralSecurityException;
    }

    /** Has an object use a key. */
    @FunctionalInterface
    interface Initializer<T> {
        void init(T object) throws GeneralSecurityException;
    }

    private record Opening<T>(KeyHandle handle, Opener<T> opener) {}

    /** Begins the first operation with an opaque key, for which the key is read. */
    T begin(KeyHandle handle, Opener<T> opener) throws GeneralSecurityException {
        forget();
        current = opened(handle, opener);
        opening = new Opening<>(handle, opener);
        return current;
    }

    private T opened(KeyHandle handle, Opener<T> opener) throws GeneralSecurityException {
        trace(handle.entry(), "opaque");
        try {
            return opener.open(handle.open());
        } catch (GeneralSecurityException | RuntimeException e) {
            failed(e);
            end();
            throw e;
        }
    }

    /**
     * Begins the first operation with any other key, which the object for keys that the kernel holds judges.
     *
     * @throws InvalidKeyException if the kernel uses no keys for this algorithm
     */
    void beginHeld(Key key, Initializer<T> initializer) throws GeneralSecurityException {
        forget();
        T object = held().orElseThrow(ForeignKeys::refused);
        heldKey = key instanceof HeldKey ours ? ours : null;
        traceHeld();
        try {
            initializer.init(object);
        } catch (GeneralSecurityException | RuntimeException e) {
            failed(e);
            end();
            heldKey = null;
            throw e;
        }
    }

    private void traceHeld() {
        if (heldKey != null && trace == null) {
            trace(heldKey.entry(), "kernel-held");
        }
    }

    private void trace(EntryName entry, String kind) {
        trace = Trace.use(operation, algorithm, entry);
        trace.kind(kind);
    }

    /** Says what is done with the key, where that depends on how the object is initialized. */
    void doing(String what) {
        operation = what;
    }

    private Optional<T> held() {
        if (held == null) {
            held = maker.get();
        }
        return held;
    }

    /** Changes how further operations with the same key begin. */
    void continueWith(KeyHandle handle, Opener<T> opener) {
        opening = new Opening<>(handle, opener);
    }

    /** Returns whether there is an opaque key to work with. */
    boolean isOpaque() {
        return opening != null;
    }

    /**
     * Returns the object of the operation that was begun, or begins the next one with the same opaque key, for which
     * the key is read anew.
     */
    Optional<T> current() throws GeneralSecurityException {
        if (opening == null) {
            traceHeld();
            return held();
        }
        if (current == null) {
            current = opened(opening.handle(), opening.opener());
        }
        return Optional.of(current);
    }

    /** Notes that the operation succeeded; returns its result. */
    <R> R done(R result) {
        return trace == null ? result : trace.done(result);
    }

    /** Notes why the operation failed. */
    void failed(Exception why) {
        if (trace != null) {
            trace.failed(why);
        }
    }

    /** Ends the operation, and forgets the key that was read for it. */
    void end() {
        current = null;
        if (trace != null) {
            trace.finish();
            trace = null;
        }
    }

    /** Abandons the operation, which is not recorded then. */
    void abandon() {
        current = null;
        trace = null;
    }

    /** Forgets the key. An operation that was begun is abandoned, and not recorded. */
    void forget() {
        current = null;
        opening = null;
        heldKey = null;
        trace = null;
    }
}
