package org.linuxkeyring.keyring.key;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A new thread for calls that need a thread keyring of their own. The thread has the credentials of the calling thread,
 * and its thread keyring ends with it (thread-keyring(7)).
 */
public final class TemporaryThread {
    private static final String NAME = "linuxkeyring-temporary";

    private TemporaryThread() {}

    /** A thread that has been started for this, whose keyring no other calls use. */
    private static final class Own extends Thread {
        Own(Runnable task) {
            super(task, NAME);
        }
    }

    /**
     * Makes the calls in a new thread, and returns their result or throws what they throw. Calls within such calls are
     * made in the same thread: many of them then take one thread.
     */
    public static <T> T call(Supplier<T> calls) {
        if (Thread.currentThread() instanceof Own) {
            return calls.get();
        }
        try {
            return CompletableFuture.supplyAsync(calls, task -> new Own(task).start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
