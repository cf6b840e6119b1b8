package org.linuxkeyring.tls;

import java.lang.ref.WeakReference;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keys and chains that are asked for by the keystore's own alias. Servers with a configured alias choose the key
 * themselves, and pass JSSE's two calls for key and chain on. Only the thread and the time connect the two calls: the
 * second is answered from the entry of the first.
 *
 * <p>Between the calls, the entry's certificates are kept, which are not secret, and a weak reference to its key. They
 * are kept by the thread's number and not in the thread, so that a pooled thread keeps neither a key nor this class.
 */
final class KeyAndChain {
    /**
     * The longest time between the two calls. They follow each other within microseconds, unless a garbage collection
     * comes between them.
     */
    private static final long MOST_APART = Duration.ofSeconds(1).toNanos();

    /**
     * The most threads that are remembered, which is more than make calls within a second. After that, a second call is
     * answered from the current entry.
     */
    static final int MOST_REMEMBERED = 4096;

    private final Map<Long, Call> lastCalls = new LinkedHashMap<>();
    private final LongSupplier nanos;

    KeyAndChain() {
        this(System::nanoTime);
    }

    /**
     * Makes an instance that remembers no call.
     *
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    KeyAndChain(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private enum Part {
        KEY,
        CHAIN
    }

    private record Call(
            String alias, Part part, X509Certificate[] chain, WeakReference<PrivateKeyEntry> entry, long at) {
        boolean isCounterpartOf(String other, Part otherPart) {
            return alias.equals(other) && part != otherPart;
        }
    }

    /**
     * Returns the key of an alias.
     *
     * @param current the entry that the alias names now
     */
    Optional<PrivateKey> key(String alias, Supplier<Optional<PrivateKeyEntry>> current) {
        return take(alias, Part.KEY)
                .map(last -> last.entry().get())
                .or(() -> first(alias, Part.KEY, current))
                .map(PrivateKeyEntry::getPrivateKey);
    }

    /**
     * Returns the chain of an alias.
     *
     * @param current the entry that the alias names now
     */
    Optional<X509Certificate[]> chain(String alias, Supplier<Optional<PrivateKeyEntry>> current) {
        return take(alias, Part.CHAIN)
                .map(Call::chain)
                .or(() -> first(alias, Part.CHAIN, current).map(KeyAndChain::chainOf))
                .map(X509Certificate[]::clone);
    }

    private static X509Certificate[] chainOf(PrivateKeyEntry entry) {
        Certificate[] chain = entry.getCertificateChain();
        return (X509Certificate[]) chain;
    }

    private Optional<PrivateKeyEntry> first(String alias, Part part, Supplier<Optional<PrivateKeyEntry>> current) {
        Optional<PrivateKeyEntry> found = current.get();
        found.ifPresent(entry ->
                remember(new Call(alias, part, chainOf(entry), new WeakReference<>(entry), nanos.getAsLong())));
        return found;
    }

    private synchronized void remember(Call call) {
        long thread = Thread.currentThread().getId();
        lastCalls.remove(thread);
        lastCalls.put(thread, call);
        if (lastCalls.size() > MOST_REMEMBERED) {
            forgetEldest();
        }
    }

    /** Removes and returns this thread's last call, if it was recent and for the other part of the same entry. */
    private synchronized Optional<Call> take(String alias, Part part) {
        while (!lastCalls.isEmpty()
                && nanos.getAsLong() - lastCalls.values().iterator().next().at() >= MOST_APART) {
            forgetEldest();
        }
        return Optional.ofNullable(lastCalls.remove(Thread.currentThread().getId()))
                .filter(last -> last.isCounterpartOf(alias, part));
    }

    private void forgetEldest() {
        Iterator<Call> eldest = lastCalls.values().iterator();
        eldest.next();
        eldest.remove();
    }

    /** Returns the number of threads that are remembered. */
    synchronized int remembered() {
        return lastCalls.size();
    }
}
