package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.follow.FollowService;
import org.linuxkeyring.fleet.follow.Lease;
import org.linuxkeyring.fleet.follow.OwnKeyrings;
import org.linuxkeyring.fleet.follow.UserKeyrings;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.spec.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that is the service of a machine. */
@Command(
        name = "follow",
        description = {
            "Set what is published to this machine in keyrings, and keep it there while etcd answers.",
            "It runs until it is stopped. Root sets entries of all users, another user its own ones."
        })
final class Follow implements Callable<Integer> {
    @Option(
            names = "--lease",
            paramLabel = "TIME",
            converter = Times.OfLease.class,
            defaultValue = "1h",
            description = "how long entries outlive the last answer of etcd, such as 90s, 30m, 12h"
                    + " (default: ${DEFAULT-VALUE}); a publication may ask for less")
    private Duration lease;

    @Option(
            names = "--versions",
            paramLabel = "FILE",
            description = "the file with the versions that this machine has seen (default: versions in"
                    + " $STATE_DIRECTORY, or in /var/lib/linuxkeyring-fleet)")
    private Path versions;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            description = "serve numbers for Prometheus there, such as 127.0.0.1:9464")
    private String metrics;

    @Mixin
    private IdentityOptions identity;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Follow(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException, InterruptedException {
        Recipient recipient = identity.recipient();
        try (FleetStore opened = context.stores().open(store);
                FollowService service = FollowService.of(
                        opened,
                        store.keys(),
                        recipient,
                        new UserKeyrings(System.getProperty("user.name"), new OwnKeyrings(Backend.AUTO)),
                        versionsFile(versions),
                        new Lease(lease),
                        address(),
                        context::print)) {
            Runtime.getRuntime().addShutdownHook(new Thread(service::close));
            context.print("Following as " + recipient.machine());
            service.run();
        }
        return 0;
    }

    static Path versionsFile(Path given) {
        String ofService = System.getenv("STATE_DIRECTORY");
        Path folder = Path.of(ofService != null ? ofService : "/var/lib/linuxkeyring-fleet");
        return given != null ? given : folder.resolve("versions");
    }

    private Optional<InetSocketAddress> address() throws CommandException {
        if (metrics == null) {
            return Optional.empty();
        }
        int colon = metrics.lastIndexOf(':');
        try {
            return Optional.of(
                    new InetSocketAddress(metrics.substring(0, colon), Integer.parseInt(metrics.substring(colon + 1))));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new CommandException("'" + metrics + "' is no address for --metrics, such as 127.0.0.1:9464", e);
        }
    }
}
