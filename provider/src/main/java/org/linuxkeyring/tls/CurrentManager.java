package org.linuxkeyring.tls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.linuxkeyring.keystore.DecodedEntries;

/**
 * The JDK's manager for the entries of the keyring, which is made anew when the entries change.
 *
 * @param <E> the type that an entry is decoded to
 * @param <M> the type of the manager
 */
final class CurrentManager<E, M> {
    /** The most removed entries that are remembered; if there are more, the first ones are forgotten. */
    static final int MOST_REMOVED = 256;

    private final UnaryOperator<DecodedEntries<E>> read;
    private final Function<Map<String, E>, M> managerFor;
    private final UnaryOperator<E> remainder;
    private final Optional<Callout> callout;
    private volatile Generation<E, M> last;

    /**
     * Reads the keyring, and makes the first manager.
     *
     * @param read returns its argument if nothing has changed since that was read
     * @param remainder reduces an entry that was removed to the part that is remembered
     * @param callout the requests by which a removed entry may be made again; without it, none is remembered
     */
    CurrentManager(
            UnaryOperator<DecodedEntries<E>> read,
            Function<Map<String, E>, M> managerFor,
            UnaryOperator<E> remainder,
            Optional<Callout> callout) {
        this.read = read;
        this.managerFor = managerFor;
        this.remainder = remainder;
        this.callout = callout;
        DecodedEntries<E> first = read.apply(DecodedEntries.none());
        this.last = new Generation<>(first, first.entries(), managerFor.apply(first.entries()), Map.of());
    }

    /**
     * The entries and their manager between two changes.
     *
     * @param removed the remembered parts of removed entries
     */
    record Generation<E, M>(DecodedEntries<E> decoded, Map<String, E> entries, M manager, Map<String, E> removed) {
        /** Returns the removed entries, and those of {@code wanted} that have never existed. */
        List<String> missing(List<String> wanted) {
            return Stream.concat(removed.keySet().stream(), neverSeen(wanted).stream())
                    .toList();
        }

        List<String> neverSeen(List<String> wanted) {
            return wanted.stream()
                    .filter(alias -> !entries.containsKey(alias) && !removed.containsKey(alias))
                    .toList();
        }
    }

    /** Returns the entries that were read last. */
    Generation<E, M> last() {
        return last;
    }

    /**
     * Reads the keyring, and returns its entries and their manager. If two threads read it before and after a change,
     * each continues with its own result; the next handshake reads again, whichever of the two is kept.
     */
    Generation<E, M> current() {
        Generation<E, M> before = last;
        DecodedEntries<E> decoded = read.apply(before.decoded());
        if (decoded == before.decoded()) {
            return before;
        }
        Map<String, E> entries = decoded.entries();
        return keep(decoded, entries, managerFor.apply(entries));
    }

    /** Keeps what was read. The method is synchronized, so that no removed entry is forgotten between two changes. */
    private synchronized Generation<E, M> keep(DecodedEntries<E> decoded, Map<String, E> entries, M manager) {
        callout.ifPresent(each -> each.found(entries.keySet()));
        last = new Generation<>(decoded, entries, manager, callout.isPresent() ? removed(entries) : Map.of());
        return last;
    }

    private Map<String, E> removed(Map<String, E> entries) {
        Map<String, E> removed = new LinkedHashMap<>(last.removed());
        last.entries().forEach((alias, entry) -> removed.put(alias, remainder.apply(entry)));
        removed.keySet().removeAll(entries.keySet());
        while (removed.size() > MOST_REMOVED) {
            removed.remove(removed.keySet().iterator().next());
        }
        return removed;
    }
}
