package org.linuxkeyring.fleet.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.publish.PublisherState;
import picocli.CommandLine.Option;

/** Where the publisher keeps what it has published. */
final class StateOptions {
    private static final int DIGITS = 16;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "the file with the versions that this publisher has published (default: one of the prefix in"
                    + " $STATE_DIRECTORY, or in ~/.local/state/linuxkeyring-fleet)")
    private Path file;

    PublisherState state(FleetKeys keys) {
        return PublisherState.in(file != null ? file : folder().resolve("published-" + hash(keys.prefix())));
    }

    private static Path folder() {
        String ofService = System.getenv("STATE_DIRECTORY");
        return ofService != null
                ? Path.of(ofService)
                : Path.of(System.getProperty("user.home"), ".local", "state", "linuxkeyring-fleet");
    }

    private static String hash(String prefix) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(prefix.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
