package org.linuxkeyring.testing;

import java.io.UncheckedIOException;
import java.util.List;

/** Other tools, which a machine may or may not have. */
public final class Programs {
    private Programs() {}

    /** Returns whether a command can be run and succeeds. */
    public static boolean work(List<String> command) {
        try {
            return Child.of(command).run().status() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
