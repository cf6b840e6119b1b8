package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.follow.FirstUse;
import org.linuxkeyring.fleet.follow.Lease;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.store.FleetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that opens one entry, for a handler of request-key(8). */
@Command(
        name = "fetch",
        description = {
            "Print one entry that is published to this machine as PEM, after a line with the seconds that it may live.",
            "It is for the handler samples/handlers/fleet. The exit status is 3 if there is no such entry, or it was"
                    + " revoked or has expired."
        })
final class Fetch implements Callable<Integer> {
    private static final int ABSENT = 3;
    private static final int LINE = 64;

    @Parameters(paramLabel = "NAME", description = "the entry, such as shop/web")
    private EntryName name;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "the user who asks, whom the entry has to be for (default: the machine's own user)")
    private String user;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            converter = Times.OfLease.class,
            defaultValue = "1h",
            description = "how long the entry may live at most (default: ${DEFAULT-VALUE})")
    private Duration lease;

    @Option(
            names = "--versions",
            paramLabel = "FILE",
            description = "the file with the versions that this machine has seen, which follow uses too")
    private Path versions;

    @Mixin
    private IdentityOptions identity;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Fetch(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        try (FleetStore opened = context.stores().open(store)) {
            FirstUse firstUse = new FirstUse(
                    opened,
                    store.keys(),
                    identity.recipient(),
                    Follow.versionsFile(versions),
                    new Lease(lease),
                    context.clock());
            Optional<FirstUse.Fetched> fetched = firstUse.fetch(name, Optional.ofNullable(user));
            if (fetched.isEmpty()) {
                context.process().err().println("There is no " + name + " for this machine");
                return ABSENT;
            }
            print(fetched.get());
            return 0;
        } catch (MessageException | IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private void print(FirstUse.Fetched fetched) throws CommandException, GeneralSecurityException {
        KeyStore.Entry entry = fetched.entry();
        if (entry instanceof KeyStore.SecretKeyEntry) {
            throw new CommandException(name + " is a secret key, for which there is no PEM. Have the service set it:"
                    + " linuxkeyring-fleet follow");
        }
        context.print("Lifetime: " + fetched.lifetime().getSeconds());
        if (entry instanceof KeyStore.PrivateKeyEntry pair) {
            byte[] encoded = pair.getPrivateKey().getEncoded();
            try {
                block("PRIVATE KEY", encoded);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
            for (Certificate certificate : pair.getCertificateChain()) {
                block("CERTIFICATE", certificate.getEncoded());
            }
        } else {
            block(
                    "CERTIFICATE",
                    ((KeyStore.TrustedCertificateEntry) entry)
                            .getTrustedCertificate()
                            .getEncoded());
        }
        context.process().out().flush();
    }

    private void block(String label, byte[] encoded) {
        byte[] text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(encoded);
        try {
            line("-----BEGIN " + label + "-----");
            context.process().out().write(text, 0, text.length);
            line("");
            line("-----END " + label + "-----");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        context.process().out().write(bytes, 0, bytes.length);
    }
}
