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
 * What the keyring holds, and a manager of the JDK's for it, which is made anew where that has changed.
 *
 * @param <E> what an entry is decoded to
 * @param <M> the manager
 */
final class CurrentManager<E, M> {
    /** How many entries that have gone are remembered; of more, those that went last. */
    static final int MOST_GONE = 256;

    private final UnaryOperator<DecodedEntries<E>> read;
    private final Function<Map<String, E>, M> managerFor;
    private final UnaryOperator<E> trace;
    private final Optional<Callout> callout;
    private volatile Generation<E, M> known;

    /**
     * Reads for the first time.
     *
     * @param read answers the reading that it is given if nothing has changed since
     * @param trace what to remember of an entry that has gone
     * @param callout by which it may come back; where there is none, nothing is remembered
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
     * From one change to the next.
     *
     * @param gone what is left of entries that were there before
     */
    record Generation<E, M>(DecodedEntries<E> reading, Map<String, E> entries, M manager, Map<String, E> gone) {
        /** Those that have gone, and of the wanted ones those that never were here. */
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

    /** What was read last. */
    Generation<E, M> known() {
        return known;
    }

    /**
     * As it is now. Of two threads that see the keyring before and after a change, each goes on with what it saw, and
     * whichever is noted, the next handshake looks again.
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

    /** One after another, so that no entry that went is forgotten between two of them. */
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
