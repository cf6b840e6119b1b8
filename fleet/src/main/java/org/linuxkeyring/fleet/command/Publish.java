package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.EntryFile;
import org.linuxkeyring.command.PasswordSource;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.publish.PublishException;
import org.linuxkeyring.fleet.publish.Publisher;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Permissions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that publishes the entry of a file. */
@Command(
        name = "publish",
        description = {
            "Publish the entry of a PKCS#12, JKS, PEM or DER file to machines, encrypted to each.",
            "Machines that had the entry and are no longer among the recipients are told that it is revoked."
        })
final class Publish implements Callable<Integer> {
    /** The bits of keyctl_setperm(3) to view, write and search, without which a key is not found or changed. */
    private static final int NEEDED = 0x0d;

    private static final int POSSESSOR = 24;
    private static final int OWNER = 16;

    @Parameters(index = "0", paramLabel = "FILE", description = "the file with the entry")
    private Path file;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "what the entry is called, such as shop/web: alias web in the keyring @u/shop")
    private EntryName name;

    @Option(
            names = "--to",
            paramLabel = "GROUP|MACHINE",
            required = true,
            split = ",",
            description = "who gets it; may be repeated")
    private List<String> targets;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "30d",
            description = "when the entry ends on all machines, such as 30d (the default): publish it anew before")
    private Duration valid;

    @Option(names = "--held", description = "the machine's kernel holds the key, and no process can read it")
    private boolean held;

    @Option(names = "--for-user", paramLabel = "USER", description = "in whose keyrings the entry is set")
    private String user;

    @Option(names = "--permissions", paramLabel = "MASK", description = "the key's permission mask, such as 0x3f010000")
    private Permissions permissions;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            converter = Times.OfLease.class,
            description = "for how long the entry outlives the machine's last word from etcd, such as 1h")
    private Duration lease;

    @Option(names = "--alias", paramLabel = "ALIAS", description = "which entry of the file, if it has several")
    private String alias;

    @Option(names = "--dry-run", description = "print to whom it would be published, and publish nothing")
    private boolean dryRun;

    @Mixin
    private PasswordSource passwords;

    @Mixin
    private SignerOptions publisher;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Publish(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, PublishException, IOException, GeneralSecurityException {
        Policy policy = policy();
        KeyStore.Entry entry = entry();
        requireHoldable(entry);
        try (Desk desk = Desk.open(context, store, publisher)) {
            if (dryRun) {
                Publisher.Published published = desk.publisher().preview(name, targets);
                context.print(
                        name + " version " + published.version() + " would go to " + machines(published.recipients()));
                return tellOthers(published, "would be revoked at");
            }
            Publisher.Published published = desk.publisher().publish(name, entry, targets, policy, valid);
            context.print(
                    name + " version " + published.version() + " published to " + machines(published.recipients()));
            return tellOthers(published, "revoked at");
        }
    }

    private int tellOthers(Publisher.Published published, String what) {
        if (!published.dropped().isEmpty()) {
            context.print(what + " " + machines(published.dropped()) + ", no longer a recipient");
        }
        return tellUntold(context, published);
    }

    /** Tells who could be told nothing, and returns the exit status. */
    static int tellUntold(FleetContext context, Publisher.Published published) {
        if (published.untold().isEmpty()) {
            return 0;
        }
        context.warn("Not told: " + machines(published.untold()) + ", which had it, with no record that counts."
                + " What is published there is deleted, and the entry ends with its lease");
        return 1;
    }

    static String machines(Collection<?> machines) {
        return machines.size()
                + (machines.size() == 1 ? " machine" : " machines")
                + (machines.isEmpty()
                        ? ""
                        : ": "
                                + String.join(
                                        ", ",
                                        machines.stream().map(Object::toString).toList()));
    }

    /** Refuses what each machine would refuse. */
    private void requireHoldable(KeyStore.Entry entry) throws CommandException {
        if (held
                && entry instanceof KeyStore.PrivateKeyEntry pair
                && !pair.getPrivateKey().getAlgorithm().equals("RSA")) {
            throw new CommandException("Kernels hold RSA private keys only, and " + file + " has one of algorithm "
                    + pair.getPrivateKey().getAlgorithm() + ". Publish an RSA key, or without --held");
        }
    }

    private Policy policy() throws CommandException {
        int possessor = permissions == null ? NEEDED : permissions.bits() >>> POSSESSOR | permissions.bits() >>> OWNER;
        if ((possessor & NEEDED) != NEEDED) {
            throw new CommandException("With permissions " + permissions + " a machine could set the entry, and not"
                    + " prolong it. Allow its possessor at least to view, write and search, such as 0x3f010000");
        }
        try {
            return new Policy(
                    Optional.ofNullable(user), held, Optional.ofNullable(permissions), Optional.ofNullable(lease));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private KeyStore.Entry entry() throws CommandException, IOException, GeneralSecurityException {
        Map<String, KeyStore.Entry> entries = new EntryFile(file, passwords, context.process()).read();
        if (alias == null && entries.size() == 1) {
            return entries.values().iterator().next();
        }
        KeyStore.Entry entry = alias == null ? null : entries.get(alias);
        if (entry == null) {
            throw new CommandException(file + " has "
                    + (entries.isEmpty()
                            ? "no entries"
                            : "the entries "
                                    + String.join(
                                            ", ",
                                            entries.keySet().stream()
                                                    .map(Printable::name)
                                                    .toList()))
                    + ". Choose one by --alias");
        }
        return entry;
    }
}
