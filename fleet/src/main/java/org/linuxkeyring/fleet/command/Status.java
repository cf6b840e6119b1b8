package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.publish.Overview;
import org.linuxkeyring.fleet.store.FleetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that tells which machine has which version. */
@Command(
        name = "status",
        description = {
            "Print for each entry and machine: the version that it has, the published one, its state, when its lease"
                    + " ends, when the machine was last heard, what is wrong.",
            "A machine that is no longer a recipient is printed as long as it has the entry.",
            "States are current, revoked, behind, missing, failed, expired, and silent: it has not reported. The exit"
                    + " status is 0 if all are current or revoked, else 1."
        })
final class Status implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "the entries (default: all)")
    private List<EntryName> names = List.of();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Mixin
    private PublisherOptions publishers;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Status(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Reading reading = new Reading(context, store, publishers);
        try (FleetStore opened = reading.open()) {
            Overview overview = Overview.of(reading.registry(opened));
            overview.refusals()
                    .forEach((name, why) -> context.warn("The catalog entry of " + name + " is refused: " + why));
            Optional<EntryName> unknown =
                    names.stream().filter(name -> !overview.isKnown(name)).findFirst();
            if (unknown.isPresent()) {
                throw new CommandException("There is no entry " + unknown.get() + ". See: linuxkeyring-fleet list");
            }
            List<Overview.Row> rows = overview.rows(names, context.clock().instant());
            Table table =
                    new Table("machine", "name", "version", "published", "state", "lease-ends", "last-heard", "error");
            rows.forEach(row -> table.add(
                    row.machine(),
                    row.name(),
                    row.reported().orElse(null),
                    row.wanted().orElse(null),
                    row.state().name().toLowerCase(Locale.ROOT),
                    row.leaseEnd().orElse(null),
                    row.heard().orElse(null),
                    row.error().orElse(null)));
            context.process().out().println(json ? table.json() : table.text());
            boolean isWell = overview.refusals().isEmpty()
                    && rows.stream().allMatch(row -> row.state().isWell());
            return isWell ? 0 : 1;
        }
    }
}
