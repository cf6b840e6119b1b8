package org.linuxkeyring.tls;

import java.security.KeyStore.PrivateKeyEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Entries asked for by the keystore's own alias. Servers with a configured alias answer JSSE's question which key to use themselves, and hand through its two calls for key
 * and chain, which nothing but thread and time connects: the second gets the other half of what the first got.
 */
final class PairedHalves {
    /** They follow each other within microseconds; a garbage collection may come in between. */
    private static final long TOGETHER = Duration.ofSeconds(1).toNanos();

    private final ThreadLocal<Asked> lastAsked = new ThreadLocal<>();

    enum Half {
        KEY,
        CHAIN
    }

    private record Asked(String alias, Half half, PrivateKeyEntry entry, long at) {
        boolean isOtherHalfOf(String other, Half otherHalf) {
            return alias.equals(other) && half != otherHalf && System.nanoTime() - at < TOGETHER;
        }
    }

    /** @param current what the alias names now */
    Optional<PrivateKeyEntry> find(String alias, Half half, Supplier<Optional<PrivateKeyEntry>> current) {
        Asked last = lastAsked.get();
        lastAsked.remove();
        if (last != null && last.isOtherHalfOf(alias, half)) {
            return Optional.of(last.entry());
        }
        Optional<PrivateKeyEntry> found = current.get();
        found.ifPresent(entry -> lastAsked.set(new Asked(alias, half, entry, System.nanoTime())));
        return found;
    }
}
