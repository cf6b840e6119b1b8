package org.linuxkeyring.fleet.command;

import java.nio.file.Path;
import java.time.Clock;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.store.MemoryStore;
import picocli.CommandLine;

/** The fleet's own descriptions, which its package keeps to itself and the manual pages are made of. */
public final class FleetDescriptions {
    private FleetDescriptions() {}

    /**
     * Returns the program's command with all below it. Nothing is run, no store is reached, and no file of defaults is
     * there.
     */
    public static CommandLine all() {
        FleetContext context =
                new FleetContext(CommandContext.ofProcess(), options -> new MemoryStore(), Clock.systemUTC());
        try {
            return new Interpreter(context, Path.of("target", "no-defaults")).commandLine();
        } catch (CommandException e) {
            throw new IllegalStateException(e);
        }
    }
}
