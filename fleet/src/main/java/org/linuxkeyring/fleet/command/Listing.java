package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.publish.Registry;
import org.linuxkeyring.fleet.store.FleetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that lists what was published, or the machines. */
@Command(
        name = "list",
        description = {
            "Print what was published: name, version, state, when it was published, when it ends, its machines.",
            "Or the machines: name, state, groups, fingerprint. What no publisher has signed is 'refused', with the"
                    + " reason on standard error; machines that only ask for admission are 'requested'."
        })
final class Listing implements Callable<Integer> {
    @Option(names = "--machines", description = "the machines")
    private boolean machines;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Mixin
    private PublisherOptions publishers;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Listing(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Reading reading = new Reading(context, store, publishers);
        try (FleetStore opened = reading.open()) {
            Registry registry = reading.registry(opened);
            Table table = machines ? machines(registry) : entries(registry);
            context.process().out().println(json ? table.json() : table.text());
            return 0;
        }
    }

    private Table entries(Registry registry) throws IOException {
        Table table = new Table("name", "version", "state", "published", "expires", "machines");
        registry.catalog().forEach((name, found) -> {
            found.refusal().ifPresent(why -> context.warn(name + " is refused: " + why));
            found.message()
                    .ifPresentOrElse(
                            entry -> table.add(
                                    name,
                                    entry.version(),
                                    state(entry),
                                    entry.publishedAt(),
                                    entry.expiry(),
                                    entry.recipients().size()),
                            () -> table.add(name, null, "refused", null, null, null));
        });
        return table;
    }

    private String state(CatalogEntry entry) {
        Instant now = context.clock().instant();
        if (entry.isRevoked()) {
            return "revoked";
        }
        return now.isBefore(entry.expiry()) ? "published" : "expired";
    }

    private Table machines(Registry registry) throws IOException {
        Table table = new Table("machine", "state", "groups", "fingerprint");
        SortedMap<MachineId, Registry.Found<MachineRecord>> records = registry.machines();
        SortedMap<MachineId, Registry.Found<X509Certificate>> requests = registry.requests();
        records.forEach((machine, found) -> {
            found.refusal().ifPresent(why -> context.warn("the record of " + machine + " is refused: " + why));
            found.message()
                    .ifPresentOrElse(
                            record -> table.add(
                                    machine,
                                    record.isAdmitted() ? "admitted" : "retired",
                                    record.groups().stream()
                                            .map(GroupName::text)
                                            .toList(),
                                    Fingerprint.of(record.certificate())),
                            () -> table.add(machine, "refused", List.of(), null));
        });
        for (Map.Entry<MachineId, Registry.Found<X509Certificate>> each : requests.entrySet()) {
            each.getValue()
                    .refusal()
                    .ifPresent(why -> context.warn("the request of " + each.getKey() + " is refused: " + why));
            each.getValue().message().map(Fingerprint::of).ifPresent(fingerprint -> {
                boolean isAnswered = records.containsKey(each.getKey())
                        && records.get(each.getKey())
                                .message()
                                .filter(record ->
                                        Fingerprint.of(record.certificate()).equals(fingerprint))
                                .isPresent();
                if (!isAnswered) {
                    table.add(each.getKey(), "requested", List.of(), fingerprint);
                }
            });
        }
        return table;
    }
}
