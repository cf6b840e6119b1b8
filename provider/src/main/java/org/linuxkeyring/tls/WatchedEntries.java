package org.linuxkeyring.tls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.linuxkeyring.keyring.LinkedKeys.PassedOver;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.LinkedEntries.Decoder;
import org.linuxkeyring.keystore.LinkedEntries.Listing;
import org.linuxkeyring.keystore.LinkedEntries.Place;
import org.linuxkeyring.keystore.LinkedEntries.Seen;

/**
 * The entries of a keyring, of which each question reads few. Whether keys were added or removed is asked each time, by
 * one system call for each keyring. Whether the payload of a key was replaced is asked of the entries that may answer
 * the question, and of some others in turn: the sweep.
 *
 * @param <C> the type of what an index keeps of an entry
 */
final class WatchedEntries<C> {
    /** The entries that the sweep compares at each question, at least. */
    static final int SWEPT = 8;

    /** The time in which the sweep gets through all entries, if there are questions. */
    static final Duration ROUND = Duration.ofMinutes(1);

    /** The time in which all links of a keyring with many keys are compared once, if there are questions. */
    static final Duration COMPARED_EACH = Duration.ofSeconds(1);

    /** The most keys without a readable entry that each question tries again; more are left to the sweep. */
    static final int MOST_RETRIED = 16;

    /** The number of times that the entries for a question are looked for, if they change each time. */
    private static final int ATTEMPTS = 100;

    private final LinkedEntries entries;
    private final Decoder<C> decoder;
    private final Index<C> index;
    private final LongSupplier nanos;
    private final Sweep sweep;
    private volatile Listing listing;
    private volatile long compared;
    private volatile List<Watched<C>> all = List.of();
    private volatile List<Watched<C>> unreadable = List.of();
    /** True from the death of a key, which may have hidden another, until all keys are asked for their names. */
    private volatile boolean mustList;

    /** The part of the entries that is kept. All its methods are called by one thread at a time. */
    interface Index<C> {
        /** Adds an entry, or what it has become; an entry without content may be left out. */
        void add(Watched<C> entry);

        /** Removes an entry, as it was when it was added. */
        void remove(Watched<C> entry);

        /** Takes note that the order of the entries has changed. */
        void reorder();
    }

    /** Reads all entries; {@code nanos} is a clock such as {@link System#nanoTime()}. */
    WatchedEntries(LinkedEntries entries, Decoder<C> decoder, Index<C> index, LongSupplier nanos) {
        this.entries = entries;
        this.decoder = decoder;
        this.index = index;
        this.nanos = nanos;
        this.compared = nanos.getAsLong();
        this.sweep = new Sweep(SWEPT, ROUND, nanos);
        list(Optional.empty());
    }

    /** Returns all entries in the keyring's order. */
    List<Watched<C>> all() {
        return all;
    }

    /** Begins a question: lists the entries again if keys were added or removed, and continues the sweep. */
    Question ask() {
        boolean hasComparedLinks = relist();
        unreadable.forEach(this::compare);
        List<Watched<C>> now = all;
        Sweep.Turn turn = sweep.turn(now.size());
        for (int i = 0; i < turn.count(); i++) {
            compare(now.get((turn.first() + i) % now.size()));
        }
        return new Question(hasComparedLinks);
    }

    /** A question, whose answer is as the keyring was at a time since it began. */
    final class Question {
        private boolean hasComparedLinks;

        private Question(boolean hasComparedLinks) {
            this.hasComparedLinks = hasComparedLinks;
        }

        /**
         * Returns the entries that may answer the question, each compared with the keyring. If the keyring has many
         * keys, there may be another one that was added within the last second, when another key went; but not if the
         * result is empty.
         */
        Collection<Watched<C>> among(Supplier<Collection<Watched<C>>> candidates) {
            for (int attempt = 1; ; attempt++) {
                Collection<Watched<C>> found = found(candidates);
                boolean isSame = hasComparedLinks || !found.isEmpty();
                for (Watched<C> entry : found) {
                    isSame &= (hasComparedLinks || entries.isFound(entry.place())) && !compare(entry);
                }
                if (isSame || attempt == ATTEMPTS) {
                    return found;
                }
                compareLinks();
                hasComparedLinks = true;
            }
        }

        /** Returns the entries that may answer the question, among all that the keyring links now. */
        Collection<Watched<C>> amongAll(Supplier<Collection<Watched<C>>> candidates) {
            if (!hasComparedLinks) {
                compareLinks();
                hasComparedLinks = true;
            }
            return among(candidates);
        }
    }

    /** Has a change of the index made when no thread reads it. */
    synchronized void change(Runnable change) {
        change.run();
    }

    /** Returns entries of the index, as they are in it. */
    synchronized Collection<Watched<C>> found(Supplier<Collection<Watched<C>>> candidates) {
        return candidates.get();
    }

    /** Compares all entries, as the sweep does bit by bit; returns whether any had changed. */
    boolean compareAll() {
        boolean hasChanged = false;
        for (Watched<C> entry : all) {
            hasChanged |= compare(entry);
        }
        return hasChanged;
    }

    /** Compares an entry with what was last read, and reads it again if it has changed; returns whether it had. */
    private boolean compare(Watched<C> entry) {
        if (entry.isSame(entries, decoder)) {
            return false;
        }
        reread(entry);
        return true;
    }

    /** Reads an entry again that is still listed. One that died may have hidden another: then all are listed. */
    private synchronized void reread(Watched<C> entry) {
        if (!entry.isListed()) {
            return;
        }
        replace(entry, entries.read(entry.place(), decoder));
        if (mustList) {
            list(Optional.empty());
        }
    }

    private void replace(Watched<C> entry, Optional<Seen<C>> now) {
        if (now.isEmpty() && entry.seen().isPresent()) {
            mustList = true;
        }
        index.remove(entry);
        entry.see(now);
        index.add(entry);
        noteUnreadable();
    }

    private void noteUnreadable() {
        unreadable =
                all.stream().filter(Watched::isUnreadable).limit(MOST_RETRIED).toList();
    }

    /**
     * Lists the entries again if the keyrings link other keys, or a key that was passed over can be found now. Of a
     * keyring with many keys only their number is compared, but for the first time in each second.
     *
     * @return whether the links themselves were compared
     */
    private boolean relist() {
        Listing last = listing;
        boolean comparesLinks = !last.links().areMany()
                || nanos.getAsLong() - compared >= COMPARED_EACH.toNanos()
                || !last.mayBeCurrent();
        if (comparesLinks) {
            compareLinks();
        }
        if (mustList || hasAppeared()) {
            relistIf(this::hasAppeared, false);
        }
        return comparesLinks;
    }

    private void compareLinks() {
        long now = nanos.getAsLong();
        if (!listing.isCurrent()) {
            relistIf(() -> !listing.isCurrent(), true);
        }
        compared = now;
    }

    private boolean hasAppeared() {
        List<PassedOver> passedOver = listing.links().passedOver();
        return !passedOver.isEmpty() && passedOver.stream().limit(MOST_RETRIED).anyMatch(PassedOver::hasAppeared);
    }

    /** Lists the entries unless another thread has done so meanwhile. */
    private synchronized void relistIf(BooleanSupplier isNeeded, boolean knowsNames) {
        if (mustList || isNeeded.getAsBoolean()) {
            list(knowsNames && !mustList ? Optional.of(listing) : Optional.empty());
        }
    }

    /** Lists the entries, and reads those that are new, and those that a new key may belong to. */
    private synchronized void list(Optional<Listing> last) {
        Listing now = entries.list(last);
        mustList = mustList && last.isPresent();
        Map<KernelKey, Watched<C>> before = new HashMap<>();
        all.forEach(entry -> before.put(entry.place().key(), entry));
        List<Watched<C>> next = new ArrayList<>(now.places().size());
        List<Watched<C>> kept = new ArrayList<>();
        for (Place place : now.places()) {
            Watched<C> known = before.get(place.key());
            if (known != null && known.place().isSame(place)) {
                before.remove(place.key());
                next.add(known);
                kept.add(known);
            } else {
                next.add(new Watched<>(place, entries.read(place, decoder)));
            }
        }
        before.values().forEach(index::remove);
        before.values().forEach(Watched::drop);
        for (int i = 0; i < next.size(); i++) {
            next.get(i).move(i);
        }
        kept.forEach(entry -> before.put(entry.place().key(), entry));
        next.stream().filter(entry -> before.get(entry.place().key()) != entry).forEach(index::add);
        index.reorder();
        all = List.copyOf(next);
        listing = now;
        noteUnreadable();
        kept.stream()
                .filter(entry -> entry.seen().filter(Seen::mayBeHeld).isPresent())
                .filter(entry -> !entry.isSame(entries, decoder))
                .forEach(entry -> replace(entry, entries.read(entry.place(), decoder)));
    }

    /** The turn in which entries are compared that no question asks for. */
    static final class Sweep {
        private final int atLeast;
        private final long round;
        private final LongSupplier nanos;
        private long last;
        private long next;

        /**
         * Makes a sweep that begins with the first entry.
         *
         * @param atLeast the number of entries at each question
         * @param round the time in which all entries have their turn
         * @param nanos a clock such as {@link System#nanoTime()}
         */
        Sweep(int atLeast, Duration round, LongSupplier nanos) {
            this.atLeast = atLeast;
            this.round = round.toNanos();
            this.nanos = nanos;
            this.last = nanos.getAsLong();
        }

        /** The entries whose turn it is: {@code count} from number {@code first} on, and then from 0 on. */
        record Turn(int first, int count) {}

        /** Returns the entries whose turn it is among that many. */
        synchronized Turn turn(int size) {
            long now = nanos.getAsLong();
            double due = Math.ceil((double) size * (now - last) / round);
            last = now;
            int count = (int) Math.min(size, Math.max(atLeast, due));
            int first = size == 0 ? 0 : (int) (next % size);
            next = size == 0 ? 0 : (next + count) % size;
            return new Turn(first, count);
        }
    }
}
