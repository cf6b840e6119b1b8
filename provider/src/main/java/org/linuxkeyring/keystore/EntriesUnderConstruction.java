package org.linuxkeyring.keystore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The entries that a helper program is making at present, at the request of TLS. A thread that reads a key under
 * construction waits for the key (security/keys/process_keys.c, lookup_user_key), so handshakes that need another entry
 * leave these entries out.
 */
final class EntriesUnderConstruction {
    private final Set<String> aliases = ConcurrentHashMap.newKeySet();
    private final Lock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    boolean isEmpty() {
        return aliases.isEmpty();
    }

    boolean contains(String alias) {
        return aliases.contains(alias);
    }

    /**
     * Has a missing entry made. Two threads that want the same entry take turns, so that the request of the second does
     * not hide the entry that the first had made.
     *
     * @return whether the entry is there now
     */
    boolean make(String alias, Predicate<String> isThere, Runnable asking) {
        lock.lock();
        try {
            while (aliases.contains(alias)) {
                ended.awaitUninterruptibly();
            }
            if (isThere.test(alias)) {
                return true;
            }
            aliases.add(alias);
        } finally {
            lock.unlock();
        }
        try {
            asking.run();
        } finally {
            end(alias);
        }
        return isThere.test(alias);
    }

    private void end(String alias) {
        lock.lock();
        try {
            aliases.remove(alias);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
