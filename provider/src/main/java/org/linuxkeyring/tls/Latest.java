package org.linuxkeyring.tls;

import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.linuxkeyring.keystore.Reading;

/**
 * What the keyring holds, and a manager of the JDK's for it, which is made anew where that has changed.
 *
 * @param <E> what an entry is decoded to
 * @param <M> the manager
 */
final class Latest<E, M> {
    private final UnaryOperator<Reading<E>> read;
    private final Function<Map<String, E>, M> managerFor;
    private volatile Generation<E, M> known;

    /** @param read answers the reading that it is given if nothing has changed since */
    Latest(UnaryOperator<Reading<E>> read, Function<Map<String, E>, M> managerFor) {
        this.read = read;
        this.managerFor = managerFor;
        this.known = generation(read.apply(Reading.none()));
    }

    /** From one change to the next. */
    record Generation<E, M>(Reading<E> reading, Map<String, E> entries, M manager) {}

    private Generation<E, M> generation(Reading<E> reading) {
        Map<String, E> entries = reading.entries();
        return new Generation<>(reading, entries, managerFor.apply(entries));
    }

    /** What was read last. */
    Generation<E, M> known() {
        return known;
    }

    /**
     * As it is now. Of two threads that see the keyring before and after a change, each goes on with what it saw, and whichever is noted,
     * the next handshake looks again.
     */
    Generation<E, M> now() {
        Generation<E, M> last = known;
        Reading<E> reading = read.apply(last.reading());
        if (reading == last.reading()) {
            return last;
        }
        Generation<E, M> changed = generation(reading);
        known = changed;
        return changed;
    }
}
