package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.publish.PublishException;
import org.linuxkeyring.fleet.publish.Publisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that revokes entries. */
@Command(name = "revoke", description = "Revoke entries: each machine that has them deletes them.")
final class Revoke implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "the entries, such as shop/web")
    private List<EntryName> names;

    @Mixin
    private SignerOptions publisher;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Revoke(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        int status = 0;
        try (Desk desk = Desk.open(context, store, publisher)) {
            for (EntryName name : names) {
                status = Math.max(status, revoke(desk, name));
            }
        }
        return status;
    }

    /** Revokes one entry; that it cannot be keeps no other from being revoked. */
    private int revoke(Desk desk, EntryName name) throws IOException {
        try {
            Publisher.Published published = desk.publisher().revoke(name);
            context.print(name + " version " + published.version() + " revoked at "
                    + Publish.machines(published.recipients()));
            return Publish.tellUntold(context, published);
        } catch (PublishException e) {
            context.complain(e.getMessage());
            return 1;
        }
    }
}
