package org.linuxkeyring.tls;

import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.LinkedEntries.Decoder;
import org.linuxkeyring.keystore.LinkedEntries.Place;
import org.linuxkeyring.keystore.LinkedEntries.Seen;

/**
 * An entry of the keyring with what was last read of it.
 *
 * @param <C> the type of what an index keeps of an entry
 */
final class Watched<C> {
    private final Place place;
    private volatile int order;
    private volatile boolean isListed = true;
    private volatile Optional<Seen<C>> seen;

    Watched(Place place, Optional<Seen<C>> seen) {
        this.place = place;
        this.seen = seen;
    }

    Place place() {
        return place;
    }

    String alias() {
        return place.alias();
    }

    /** Returns the position among the entries, in the keyring's order. */
    int order() {
        return order;
    }

    void move(int position) {
        order = position;
    }

    /** Returns whether the entry is one of those of the last listing. */
    boolean isListed() {
        return isListed;
    }

    void drop() {
        isListed = false;
    }

    /** Returns what was last read; empty if there was nothing that could be read. */
    Optional<Seen<C>> seen() {
        return seen;
    }

    void see(Optional<Seen<C>> now) {
        seen = now;
    }

    /** Returns what the index keeps of the entry; empty for an entry that is not served. */
    Optional<C> content() {
        return seen.flatMap(Seen::value);
    }

    /** Returns whether the key could be read, but was not, or was no entry. */
    boolean isUnreadable() {
        return seen.isEmpty() && LinkedEntries.isReadable(place.type());
    }

    /** Returns whether the keyring still has what was last read of the entry. */
    boolean isSame(LinkedEntries entries, Decoder<C> decoder) {
        Optional<Seen<C>> last = seen;
        if (!LinkedEntries.isReadable(place.type())) {
            return true;
        }
        if (last.isEmpty() || last.get().tag().isEmpty()) {
            return !entries.hasBecomeAnEntry(place);
        }
        if (last.get().mayBeHeld()) {
            return entries.read(place, decoder)
                    .map(now -> isSame(now, last.get()))
                    .orElse(false);
        }
        try {
            return Instant.now().isBefore(last.get().end())
                    && entries.hasTag(place, last.get().tag().get());
        } catch (KeyctlException e) {
            return false;
        }
    }

    private static <C> boolean isSame(Seen<C> now, Seen<C> last) {
        return now.tag().equals(last.tag())
                && now.held().equals(last.held())
                && now.value().isPresent() == last.value().isPresent();
    }
}
