package org.linuxkeyring.service;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Optional;
import java.util.function.Supplier;
import org.linuxkeyring.opaque.KeyHandle;

/**
 * The object to which a service passes its calls on. For an opaque key it is an object of another provider, which is
 * made for one operation and forgotten when that ends, so that nothing refers to the key that was read. For all other
 * keys it is an object of the services of keys that the kernel holds, which knows what to say to them.
 *
 * @param <T> Signature, Cipher, Mac or KeyAgreement
 */
final class Delegate<T> {
    private final Supplier<Optional<T>> maker;
    private Optional<T> held;
    private Opening<T> opening;
    private T current;

    /** Makes one; {@code maker} makes an object of the services of keys that the kernel holds, once. */
    Delegate(Supplier<Optional<T>> maker) {
        this.maker = maker;
    }

    /** Makes an object that works with a key, which stands for the handle or is another key. */
    @FunctionalInterface
    interface Opener<T> {
        T open(Key key) throws GeneralSecurityException;
    }

    private record Opening<T>(KeyHandle handle, Opener<T> opener) {}

    /** Begins the first operation with an opaque key, for which the key is read. */
    T begin(KeyHandle handle, Opener<T> opener) throws GeneralSecurityException {
        forget();
        current = opener.open(handle.open());
        opening = new Opening<>(handle, opener);
        return current;
    }

    /** Returns the object for all other keys; empty if the kernel uses no keys for this algorithm. */
    Optional<T> beginHeld() {
        forget();
        return held();
    }

    private Optional<T> held() {
        if (held == null) {
            held = maker.get();
        }
        return held;
    }

    /** Changes how further operations with the same key begin. */
    void continueWith(Opener<T> opener) {
        opening = new Opening<>(opening.handle(), opener);
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
            return held();
        }
        if (current == null) {
            current = opening.opener().open(opening.handle().open());
        }
        return Optional.of(current);
    }

    /** Ends the operation, and forgets the key that was read for it. */
    void end() {
        current = null;
    }

    private void forget() {
        current = null;
        opening = null;
    }
}
