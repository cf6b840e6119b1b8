package org.linuxkeyring.tls;

import java.util.Optional;
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
}
