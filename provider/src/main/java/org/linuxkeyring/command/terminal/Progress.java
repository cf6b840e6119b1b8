package org.linuxkeyring.command.terminal;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A count of what has been done, which is shown each second on standard error, if that is a terminal. What takes less
 * than a second shows nothing.
 */
public final class Progress implements AutoCloseable {
    private static final int SECOND = 1;

    private final PrintStream err;
    private final boolean isShown;
    private final String what;
    private final InstantSource clock;
    private Instant next;
    private int done;
    private int width;

    /** Makes a count of what a word in the plural names. */
    public Progress(CommandContext context, String what) {
        this(context.err(), context.terminal().isErrorOutput(), what, InstantSource.system());
    }

    Progress(PrintStream err, boolean isShown, String what, InstantSource clock) {
        this.err = err;
        this.isShown = isShown;
        this.what = what;
        this.clock = clock;
        this.next = clock.instant().plusSeconds(SECOND);
    }

    /** Counts one more. */
    public void step() {
        done++;
        Instant now = clock.instant();
        if (isShown && !now.isBefore(next)) {
            next = now.plusSeconds(SECOND);
            String text = done + " " + what + " ...";
            width = text.length();
            err.print("\r" + text);
            err.flush();
        }
    }

    /** Returns a view of a map whose entries count as they are gone through. */
    public <K, V> Map<K, V> counting(Map<K, V> map) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<K, V>> entrySet() {
                return new AbstractSet<>() {
                    @Override
                    public Iterator<Entry<K, V>> iterator() {
                        Iterator<Entry<K, V>> entries = map.entrySet().iterator();
                        return new Iterator<>() {
                            @Override
                            public boolean hasNext() {
                                return entries.hasNext();
                            }

                            @Override
                            public Entry<K, V> next() {
                                Entry<K, V> next = entries.next();
                                step();
                                return next;
                            }
                        };
                    }

                    @Override
                    public int size() {
                        return map.size();
                    }
                };
            }
        };
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
        }
    }
}
