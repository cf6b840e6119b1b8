package org.linuxkeyring.command.terminal;

import java.io.PrintStream;
import java.util.Map;
import org.linuxkeyring.kernel.Printable;

/**
 * Records in lines of a name and a value, with an empty line between two records: nothing is told by the place in a
 * line, by a colour or by a picture of characters, so that a screen reader reads all of it.
 */
public final class PlainText {
    private final PrintStream out;
    private boolean isFollowing;

    public PlainText(PrintStream out) {
        this.out = out;
    }

    /** Prints a record; values that are empty are left out. */
    public void print(Map<String, String> values) {
        if (isFollowing) {
            out.println();
        }
        isFollowing = true;
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                out.println(name + ": " + Printable.text(value));
            }
        });
    }
}
