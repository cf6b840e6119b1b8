package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.linuxkeyring.disk.TemporaryFile;
import org.linuxkeyring.fleet.message.EntryName;

/**
 * The highest version of each entry that this machine has opened, in a file that is replaced at once: what an older
 * store says is noticed after a reboot, too.
 */
final class Versions {
    /**
     * A version that was opened.
     *
     * @param number the version
     * @param digest what tells two publications of one version apart
     * @param user whose keyrings the entry was set in; empty for the user that the service runs as
     */
    record Version(long number, String digest, Optional<String> user) {
        private static final String OWN = "-";

        private String line(EntryName name) {
            return name + " " + number + " " + digest + " " + user.orElse(OWN);
        }
    }

    private static final int PARTS = 4;

    private final Path file;
    private final SortedMap<EntryName, Version> versions;

    private Versions(Path file, SortedMap<EntryName, Version> versions) {
        this.file = file;
        this.versions = versions;
    }

    /**
     * Reads a file; one that does not exist has no version.
     *
     * @throws IOException if it cannot be read, or is damaged: without it, older publications would count as new
     */
    static Versions read(Path file) throws IOException {
        SortedMap<EntryName, Version> versions = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ");
                if (parts.length != PARTS) {
                    throw new IllegalArgumentException("a line has no four parts");
                }
                Optional<String> user = Optional.of(parts[3]).filter(each -> !each.equals(Version.OWN));
                versions.put(EntryName.of(parts[0]), new Version(Long.parseLong(parts[1]), parts[2], user));
            }
        } catch (NoSuchFileException e) {
            return new Versions(file, versions);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The versions that this machine has seen, in " + file + ", cannot be read: " + e.getMessage()
                            + ". Without them an older key could come back. If you remove the file, the next"
                            + " publications count whatever their version",
                    e);
        }
        return new Versions(file, versions);
    }

    Optional<Version> of(EntryName name) {
        return Optional.ofNullable(versions.get(name));
    }

    /** Returns the user whose keyrings have what was seen last of a name; or another, if nothing was. */
    Optional<String> user(EntryName name, Optional<String> otherwise) {
        return of(name).map(Version::user).orElse(otherwise);
    }

    /**
     * Records a version, and returns when it is on the disk. What another process has recorded meanwhile is kept.
     *
     * @throws IOException if the file cannot be written, or another process has seen a later version
     */
    void record(EntryName name, Version version) throws IOException {
        if (version.equals(versions.get(name))) {
            return;
        }
        Path lock = file.toAbsolutePath().resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            SortedMap<EntryName, Version> next = new TreeMap<>(versions);
            read(file).versions.forEach((each, found) -> next.merge(each, found, Versions::later));
            Version present = next.get(name);
            if (present != null && present.number() > version.number()) {
                throw new IOException("This machine has seen version " + present.number() + " of " + name
                        + " meanwhile, which is later than " + version.number());
            }
            next.put(name, version);
            write(next);
            versions.putAll(next);
        }
    }

    private static Version later(Version one, Version other) {
        return other.number() > one.number() ? other : one;
    }

    private void write(SortedMap<EntryName, Version> next) throws IOException {
        String text = next.entrySet().stream()
                .map(each -> each.getValue().line(each.getKey()) + "\n")
                .collect(Collectors.joining());
        try (TemporaryFile written = TemporaryFile.of(file.toAbsolutePath())) {
            written.write(out -> out.write(text.getBytes(US_ASCII)));
            Files.move(written.path(), file, StandardCopyOption.ATOMIC_MOVE);
            written.syncFolder();
        }
    }
}
