package org.linuxkeyring.command.terminal;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;

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

    /** Clears the line. */
    @Override
    public void close() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
        }
    }
}
