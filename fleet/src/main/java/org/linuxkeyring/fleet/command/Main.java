package org.linuxkeyring.fleet.command;

import java.security.Security;
import java.time.Clock;
import java.util.List;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;

/** The program {@code java -jar linuxkeyring-fleet-VERSION-all.jar COMMAND}. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the JVM, with status 0 if it is done, 1 if it failed, 2 if there is no such command.
     */
    public static void main(String[] args) {
        // By their classes, keys that the kernel holds then find the provider that can use them.
        Security.addProvider(new LinuxKeyringProvider());
        FleetContext context = new FleetContext(CommandContext.ofProcess(), EtcdStores::open, Clock.systemUTC());
        System.exit(new Interpreter(context, Defaults.FILE).run(List.of(args)));
    }
}
