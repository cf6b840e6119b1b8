package org.linuxkeyring.keyring.key;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.kernel.KernelClock;

/**
 * The times that keys still live, from one reading of /proc/keys, for who asks about many: a reading takes longer the
 * more keys there are, and a new one is made in each second.
 */
public final class TimesLeft {
    /** Asks for each key by itself. */
    public static final TimesLeft EACH = new TimesLeft(Instant.MIN, Map.of());

    private final Instant second;
    private final Map<Integer, String> columns;

    private TimesLeft(Instant second, Map<Integer, String> columns) {
        this.second = second;
        this.columns = columns;
    }

    /** Returns the times of these keys, as they are now. */
    public static TimesLeft of(Collection<KernelKey> keys) {
        Instant now = KernelClock.second();
        return keys.stream()
                .findFirst()
                .map(any -> new TimesLeft(
                        now,
                        any.keyctl()
                                .timesLeft(keys.stream().map(KernelKey::serial).toList())))
                .orElse(EACH);
    }

    /**
     * The time that a key lived on from a second on.
     *
     * @param left as {@link KernelKey#timeLeft()} returns it
     */
    public record Shown(Instant second, Optional<TimeLeft> left) {}

    /** Returns the time of a key; one that was not among the keys is asked for now. */
    public Shown of(KernelKey key) {
        String column = columns.get(key.serial());
        if (column != null) {
            return new Shown(second, TimeLeft.parse(column));
        }
        Instant now = KernelClock.second();
        return new Shown(now, key.timeLeft());
    }
}
