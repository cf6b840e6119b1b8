package org.linuxkeyring.keyring.key;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyringException;

/**
 * A new thread for calls that need a thread keyring of their own. The thread has the credentials of the calling thread,
 * and its thread keyring ends with it (thread-keyring(7)).
 */
public final class TemporaryThread {
    private TemporaryThread() {}

    /** Makes the calls in a new thread, and returns their result or throws their {@link KeyringException}. */
    public static <T> T call(Supplier<T> calls) {
        try {
            return CompletableFuture.supplyAsync(calls, task -> new Thread(task, "linuxkeyring-temporary").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KeyringException refusal) {
                throw refusal;
            }
            throw e;
        }
    }
}
