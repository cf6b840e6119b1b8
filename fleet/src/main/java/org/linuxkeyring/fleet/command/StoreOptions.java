package org.linuxkeyring.fleet.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.FleetKeys;
import picocli.CommandLine.Option;

/** Where etcd is, and how it is spoken to. */
final class StoreOptions {
    @Option(
            names = "--endpoints",
            paramLabel = "URL",
            split = ",",
            description = "etcd's members, such as https://etcd1:2379,https://etcd2:2379")
    private List<String> endpoints = List.of();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = FleetKeys.USUAL_PREFIX,
            description = "what etcd's keys begin with (default: ${DEFAULT-VALUE})")
    private String prefix;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM file with the authorities that etcd's certificates are from")
    private Path authorities;

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description =
                    "the reference file of the LINUXKEYRING keystore with the client's certificate and key for etcd")
    private Path tlsKeyStore;

    @Option(names = "--etcd-user", paramLabel = "NAME", description = "the user that etcd is to authenticate")
    private String user;

    @Option(
            names = "--etcd-password-file",
            paramLabel = "FILE",
            description = "the first line of FILE is that user's password")
    private Path passwordFile;

    boolean areGiven() {
        return !endpoints.isEmpty();
    }

    List<String> endpoints() throws CommandException {
        if (endpoints.isEmpty()) {
            throw new CommandException(
                    "Where etcd is has not been said. Use --endpoints, or a line endpoints=URL in " + Defaults.FILE);
        }
        return endpoints;
    }

    FleetKeys keys() throws CommandException {
        try {
            return new FleetKeys(prefix);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    Optional<Path> authorities() {
        return Optional.ofNullable(authorities);
    }

    Optional<Path> tlsKeyStore() {
        return Optional.ofNullable(tlsKeyStore);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    Optional<Path> passwordFile() {
        return Optional.ofNullable(passwordFile);
    }
}
