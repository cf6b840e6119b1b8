package org.linuxkeyring.keyring.key;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyringException;

/**
 * Makes calls in a new thread, which has the credentials of the calling one but a thread keyring of its own, that ends
 * with it (thread-keyring(7)).
 */
public final class TemporaryThread {
    private TemporaryThread() {}

    /** What {@code calls} return, or throw. */
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
