package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.publish.PublishException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that says which machines belong to the fleet. */
@Command(
        name = "admit",
        description = {
            "Admit a machine that has enrolled, or change the groups of one that is admitted, or retire it.",
            "What was published to a machine that leaves a group is revoked there when it is published again."
        })
final class Admit implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MACHINE", description = "the machine's name")
    private MachineId machine;

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            split = ",",
            description = "a group that the machine is in; may be repeated. Without one it is in none, as is a machine"
                    + " that is retired")
    private List<GroupName> groups = List.of();

    @Mixin
    private SignerOptions publisher;

    @Mixin
    private StoreOptions store;

    @Spec
    private CommandSpec spec;

    private final FleetContext context;

    Admit(FleetContext context) {
        this.context = context;
    }

    /** Either is given. */
    static final class Choice {
        @Option(
                names = "--fingerprint",
                paramLabel = "SHA256",
                required = true,
                description = "the certificate's SHA-256, as enroll has printed it on the machine")
        private Fingerprint fingerprint;

        @Option(names = "--retire", required = true, description = "the machine no longer belongs to the fleet")
        private boolean retire;
    }

    @Override
    public Integer call() throws CommandException, PublishException, IOException, GeneralSecurityException {
        // A group of fleet.properties is not meant.
        if (choice.retire && spec.commandLine().getParseResult().hasMatchedOption("--group")) {
            throw CommandException.misuse("A machine that is retired is in no group. Leave out --group; to change the"
                    + " machine's groups, give --fingerprint in place of --retire");
        }
        try (Desk desk = Desk.open(context, store, publisher)) {
            if (choice.retire) {
                MachineRecord record = desk.admission().retire(machine);
                context.print(machine + " retired, record version " + record.version()
                        + ". Publish again what it was given, so that it is revoked there, with new keys if the machine"
                        + " is not trusted any more");
                return 0;
            }
            MachineRecord record = desk.admission().admit(machine, choice.fingerprint, new TreeSet<>(groups));
            context.print(machine + " admitted, record version " + record.version() + ", "
                    + (groups.isEmpty()
                            ? "in no group"
                            : "in "
                                    + String.join(
                                            ", ",
                                            record.groups().stream()
                                                    .map(GroupName::text)
                                                    .toList())));
            return 0;
        }
    }
}
