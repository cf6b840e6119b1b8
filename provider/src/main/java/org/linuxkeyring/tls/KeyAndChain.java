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
 * Entries asked for by the keystore's own alias. Servers with a configured alias answer JSSE's question which key to
 * use themselves, and hand through its two calls for key and chain, which nothing but thread and time connects: the
 * second gets the other half of what the first got.
 *
 * <p>What is remembered of a first call is its certificates, which are no secret; the key only as long as someone else
 * holds it. It is remembered by the thread's number, here and not in the thread, so that a pooled thread keeps neither
 * a key nor this class.
 */
final class KeyAndChain {
    /** They follow each other within microseconds; a garbage collection may come in between. */
    private static final long TOGETHER = Duration.ofSeconds(1).toNanos();

    /**
     * More threads than ask within a second: of those that are forgotten before, the second call gets what is there
     * then.
     */
    static final int MOST_REMEMBERED = 4096;

    private final Map<Long, Asked> lastAsked = new LinkedHashMap<>();
    private final LongSupplier nanos;

    KeyAndChain() {
        this(System::nanoTime);
    }

    /** @param nanos a clock as {@link System#nanoTime()} */
    KeyAndChain(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private enum Half {
        KEY,
        CHAIN
    }

    private record Asked(
            String alias, Half half, X509Certificate[] chain, WeakReference<PrivateKeyEntry> entry, long at) {
        boolean isOtherHalfOf(String other, Half otherHalf) {
            return alias.equals(other) && half != otherHalf;
        }
    }

    /** @param current what the alias names now */
    Optional<PrivateKey> key(String alias, Supplier<Optional<PrivateKeyEntry>> current) {
        return take(alias, Half.KEY)
                .map(last -> last.entry().get())
                .or(() -> first(alias, Half.KEY, current))
                .map(PrivateKeyEntry::getPrivateKey);
    }

    /** @param current what the alias names now */
    Optional<X509Certificate[]> chain(String alias, Supplier<Optional<PrivateKeyEntry>> current) {
        return take(alias, Half.CHAIN)
                .map(Asked::chain)
                .or(() -> first(alias, Half.CHAIN, current).map(KeyAndChain::chainOf))
                .map(X509Certificate[]::clone);
    }

    private static X509Certificate[] chainOf(PrivateKeyEntry entry) {
        Certificate[] chain = entry.getCertificateChain();
        return (X509Certificate[]) chain;
    }

    private Optional<PrivateKeyEntry> first(String alias, Half half, Supplier<Optional<PrivateKeyEntry>> current) {
        Optional<PrivateKeyEntry> found = current.get();
        found.ifPresent(entry ->
                remember(new Asked(alias, half, chainOf(entry), new WeakReference<>(entry), nanos.getAsLong())));
        return found;
    }

    private synchronized void remember(Asked asked) {
        long thread = Thread.currentThread().getId();
        lastAsked.remove(thread);
        lastAsked.put(thread, asked);
        if (lastAsked.size() > MOST_REMEMBERED) {
            forgetEldest();
        }
    }

    /** What this thread asked for last, if that was the other half and not long ago; it is used once. */
    private synchronized Optional<Asked> take(String alias, Half half) {
        while (!lastAsked.isEmpty()
                && nanos.getAsLong() - lastAsked.values().iterator().next().at() >= TOGETHER) {
            forgetEldest();
        }
        return Optional.ofNullable(lastAsked.remove(Thread.currentThread().getId()))
                .filter(last -> last.isOtherHalfOf(alias, half));
    }

    private void forgetEldest() {
        Iterator<Asked> eldest = lastAsked.values().iterator();
        eldest.next();
        eldest.remove();
    }

    /** For how many threads something is remembered. */
    synchronized int remembered() {
        return lastAsked.size();
    }
}
