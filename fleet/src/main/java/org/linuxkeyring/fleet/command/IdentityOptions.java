package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.machine.MachineIdentity;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Recipient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** This machine's key, and the publishers that it listens to. */
final class IdentityOptions {
    @Option(
            names = "--identity",
            paramLabel = "FILE",
            defaultValue = "/etc/linuxkeyring/machine.keyring",
            description = "the reference file of the keystore with this machine's key (default: ${DEFAULT-VALUE})")
    private Path file;

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            defaultValue = "machine",
            description = "the alias of that key (default: ${DEFAULT-VALUE})")
    private String alias;

    @Mixin
    private PublisherOptions publishers;

    Recipient recipient() throws CommandException, IOException, GeneralSecurityException {
        List<X509Certificate> pinned = publishers.certificates();
        if (pinned.isEmpty()) {
            throw new CommandException("Whose publications count has not been said. Use --publishers with a file of"
                    + " their certificates, or a line publishers=FILE in " + Defaults.FILE);
        }
        return MachineIdentity.of(KeyringFile.of(file), alias).recipient(PinnedPublishers.of(pinned));
    }
}
