package org.linuxkeyring.kernel.memory;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * The keyrings of each thread. A thread begins with a copy of the keyrings of the thread that made it, without the
 * thread keyring, as clone(2) copies credentials; later changes of one are not seen by the other.
 *
 * <p>A thread holds only a token, to which the keyrings are attached weakly. So the keyrings go when the thread ends,
 * and a thread that lives on keeps nothing of a MemoryKeyctl that is unreachable.
 */
final class MemoryThreads {
    /** The thread, process and session keyring of one thread; null for each that it does not have. */
    record Credentials(MemoryKeyring thread, MemoryKeyring process, MemoryKeyring session) {
        private static final Credentials NONE = new Credentials(null, null, null);

        Credentials withThread(MemoryKeyring keyring) {
            return new Credentials(keyring, process, session);
        }

        Credentials withProcess(MemoryKeyring keyring) {
            return new Credentials(thread, keyring, session);
        }

        Credentials withSession(MemoryKeyring keyring) {
            return new Credentials(thread, process, keyring);
        }

        private boolean hold(MemoryKey key) {
            return key == thread || key == process || key == session;
        }
    }

    private final ThreadLocal<Object> token = new InheritableThreadLocal<>() {
        @Override
        protected Object initialValue() {
            return new Object();
        }

        @Override
        protected Object childValue(Object parent) {
            Object child = new Object();
            assign(child, credentialsOf(parent).withThread(null));
            return child;
        }
    };
    private final Map<Object, Credentials> byToken = new WeakHashMap<>();
    private int begun;
    private int ended;

    Credentials ofThisThread() {
        return credentialsOf(token.get());
    }

    void give(Credentials credentials) {
        assign(token.get(), credentials);
    }

    synchronized boolean hold(MemoryKey key) {
        return byToken.values().stream().anyMatch(credentials -> credentials.hold(key));
    }

    /** Returns whether a thread that had keyrings has ended since the last call. */
    synchronized boolean haveEnded() {
        int before = ended;
        ended = begun - byToken.size();
        return ended != before;
    }

    private synchronized Credentials credentialsOf(Object owner) {
        return byToken.getOrDefault(owner, Credentials.NONE);
    }

    private synchronized void assign(Object owner, Credentials credentials) {
        if (!credentials.equals(Credentials.NONE) && byToken.put(owner, credentials) == null) {
            begun++;
        }
    }
}
