package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.time.Clock;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.kernel.Printable;

/**
 * The environment of a command.
 *
 * @param process its streams and terminal
 * @param stores opens the store that options name
 * @param clock the time
 */
record FleetContext(CommandContext process, Stores stores, Clock clock) {
    @FunctionalInterface
    interface Stores {
        FleetStore open(StoreOptions options) throws CommandException, IOException;
    }

    void print(String line) {
        process.print(line);
    }

    /** Tells what does not end the command. */
    void warn(String line) {
        process.err().println(Printable.text("Warning: " + line));
    }

    /** Tells what has failed where the command goes on with something else. */
    void complain(String line) {
        process.err().println(Printable.text(line));
    }
}
