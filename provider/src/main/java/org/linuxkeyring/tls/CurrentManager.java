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
    static final int MOST_GONE = 256;

    private final UnaryOperator<DecodedEntries<E>> read;
    private final Function<Map<String, E>, M> managerFor;
    private final UnaryOperator<E> trace;
    private final Optional<Callout> callout;
    private volatile Generation<E, M> known;

    /**
     * Reads the keyring, and makes the first manager.
     *
     * @param read returns its argument if nothing has changed since that was read
     * @param trace reduces an entry that was removed to the part that is remembered
     * @param callout the requests by which a removed entry may be made again; without it, none is remembered
     */
    CurrentManager(
            UnaryOperator<DecodedEntries<E>> read,
            Function<Map<String, E>, M> managerFor,
            UnaryOperator<E> trace,
            Optional<Callout> callout) {
        this.read = read;
        this.managerFor = managerFor;
        this.trace = trace;
        this.callout = callout;
        DecodedEntries<E> first = read.apply(DecodedEntries.none());
        this.known = new Generation<>(first, first.entries(), managerFor.apply(first.entries()), Map.of());
    }

    /**
     * The entries and their manager between two changes.
     *
     * @param gone the remembered parts of removed entries
     */
    record Generation<E, M>(DecodedEntries<E> reading, Map<String, E> entries, M manager, Map<String, E> gone) {
        /** Returns the removed entries, and those of {@code wanted} that have never existed. */
        List<String> missing(List<String> wanted) {
            return Stream.concat(gone.keySet().stream(), neverSeen(wanted).stream())
                    .toList();
        }

        List<String> neverSeen(List<String> wanted) {
            return wanted.stream()
                    .filter(alias -> !entries.containsKey(alias) && !gone.containsKey(alias))
                    .toList();
        }
    }

    /** Returns the entries that were read last. */
    Generation<E, M> known() {
        return known;
    }

    /**
     * Reads the keyring, and returns its entries and their manager. If two threads read it before and after a change,
     * each continues with its own result; the next handshake reads again, whichever of the two is kept.
     */
    Generation<E, M> now() {
        Generation<E, M> last = known;
        DecodedEntries<E> reading = read.apply(last.reading());
        if (reading == last.reading()) {
            return last;
        }
        Map<String, E> entries = reading.entries();
        return note(reading, entries, managerFor.apply(entries));
    }

    /** Keeps what was read. The method is synchronized, so that no removed entry is forgotten between two changes. */
    private synchronized Generation<E, M> note(DecodedEntries<E> reading, Map<String, E> entries, M manager) {
        callout.ifPresent(each -> each.found(entries.keySet()));
        known = new Generation<>(reading, entries, manager, callout.isPresent() ? gone(entries) : Map.of());
        return known;
    }

    private Map<String, E> gone(Map<String, E> entries) {
        Map<String, E> gone = new LinkedHashMap<>(known.gone());
        known.entries().forEach((alias, entry) -> gone.put(alias, trace.apply(entry)));
        gone.keySet().removeAll(entries.keySet());
        while (gone.size() > MOST_GONE) {
            gone.remove(gone.keySet().iterator().next());
        }
        return gone;
    }
}
