package org.linuxkeyring.kernel.memory;

import java.util.function.Supplier;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.kernel.Subject;

/**
 * The lock on the keys in memory. It runs one call at a time, after it has removed the keys that nothing refers to any
 * more, and turns a refusal into a {@link KeyctlException}.
 */
final class MemoryLock {
    private final Object lock = new Object();
    private final MemoryThreads threads;
    private final MemoryKeys keys;

    MemoryLock(MemoryThreads threads, MemoryKeys keys) {
        this.threads = threads;
        this.keys = keys;
    }

    void run(Operation operation, int id, Runnable body) {
        call(operation, () -> Subject.of(id), () -> {
            body.run();
            return null;
        });
    }

    <T> T call(Operation operation, Supplier<String> subject, Supplier<T> body) {
        return call(operation.name(), subject, body);
    }

    <T> T call(String operation, Supplier<String> subject, Supplier<T> body) {
        synchronized (lock) {
            try {
                if (threads.haveEnded()) {
                    keys.releaseAll();
                }
                keys.collectGarbage();
                return body.get();
            } catch (MemoryRefusal refusal) {
                throw new RefusedCall(operation, refusal.errno().number(), subject.get());
            }
        }
    }
}
