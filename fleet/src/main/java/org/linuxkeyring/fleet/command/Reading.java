package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.publish.Registry;
import org.linuxkeyring.fleet.store.FleetStore;

/** What a command works with that only reads. */
record Reading(FleetContext context, StoreOptions store, PublisherOptions publishers) {
    FleetStore open() throws CommandException, IOException {
        return context.stores().open(store);
    }

    Registry registry(FleetStore opened) throws CommandException, IOException {
        List<X509Certificate> pinned = publishers.certificates();
        if (pinned.isEmpty()) {
            throw new CommandException(
                    "Whose word counts has not been said. Use --publishers FILE, with the publishers'"
                            + " certificates, or a line publishers=FILE in " + Defaults.FILE);
        }
        return new Registry(opened, store.keys(), PinnedPublishers.of(pinned));
    }
}
