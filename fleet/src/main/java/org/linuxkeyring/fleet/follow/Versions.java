package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.disk.DiskRefusal;
import org.linuxkeyring.disk.LockFile;
import org.linuxkeyring.disk.TemporaryFile;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

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
     * @param user in whose keyrings the entry is set; empty for the user that the service runs as
     * @param leaving the users from whose keyrings it has to be removed
     * @param isGone whether it is in no keyring, but for those that it has to be removed from
     */
    record Version(long number, String digest, Optional<String> user, Set<Optional<String>> leaving, boolean isGone) {
        private static final String OWN = "-";
        private static final String NOBODY = ".";
        private static final String SEPARATOR = ",";

        Version {
            leaving = Set.copyOf(leaving);
        }

        Version(long number, String digest, Optional<String> user, Set<Optional<String>> leaving) {
            this(number, digest, user, leaving, false);
        }

        Version(long number, String digest, Optional<String> user) {
            this(number, digest, user, Set.of());
        }

        Version leaving(Set<Optional<String>> users) {
            return new Version(number, digest, user, users, isGone);
        }

        /** Returns the same of an entry that was revoked, or has reached its end. */
        Version gone() {
            return new Version(number, digest, Optional.empty(), leaving, true);
        }

        boolean isOf(long other, String content) {
            return number == other && digest.equals(content);
        }

        /** No user's name has a comma, or is a hyphen or a dot ({@link org.linuxkeyring.fleet.message.Policy}). */
        private String line(EntryName name) {
            String line = name + " " + number + " " + digest + " " + (isGone ? NOBODY : user.orElse(OWN));
            return leaving.isEmpty()
                    ? line
                    : line + " "
                            + leaving.stream()
                                    .map(each -> each.orElse(OWN))
                                    .sorted()
                                    .collect(Collectors.joining(SEPARATOR));
        }

        private static Version of(String[] parts) {
            Set<Optional<String>> leaving = parts.length == PARTS
                    ? Set.of()
                    : Stream.of(parts[PARTS].split(SEPARATOR))
                            .map(Version::user)
                            .collect(Collectors.toSet());
            long number = Long.parseLong(parts[1]);
            if (number < 1) {
                throw new NumberFormatException();
            }
            return parts[3].equals(NOBODY)
                    ? new Version(number, parts[2], Optional.empty(), leaving, true)
                    : new Version(number, parts[2], user(parts[3]), leaving);
        }

        /** Returns a user as a policy names one, by which the entry is removed from that user's keyrings. */
        private static Optional<String> user(String text) {
            Optional<String> user = Optional.of(text).filter(each -> !each.equals(OWN));
            return new Policy(user, false, Optional.empty(), Optional.empty()).user();
        }
    }

    /** Without the users whose keyrings have to be left, of which there mostly are none. */
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
            String text = Files.readString(file);
            if (!text.endsWith("\n")) {
                throw new IllegalArgumentException("it is empty, or its last line has no end, as no service leaves it");
            }
            for (String line : text.lines().toList()) {
                String[] parts = line.split(" ");
                if (parts.length != PARTS && parts.length != PARTS + 1) {
                    throw new IllegalArgumentException("a line has neither four parts nor five");
                }
                if (versions.put(EntryName.of(parts[0]), Version.of(parts)) != null) {
                    throw new IllegalArgumentException("it has " + parts[0] + " twice");
                }
            }
        } catch (NoSuchFileException e) {
            return new Versions(file, versions);
        } catch (NumberFormatException e) {
            throw unreadable(file, "a version is not a number of a version", e);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not text", e);
        } catch (IllegalArgumentException | IOException e) {
            throw unreadable(file, why(e), e);
        }
        return new Versions(file, versions);
    }

    private static IOException unreadable(Path file, String why, Exception e) {
        return new IOException(
                "The versions that this machine has seen, in " + file + ", cannot be read: " + why
                        + ". Without them an older key could come back. If you remove the file, the next"
                        + " publications count whatever their version",
                e);
    }

    private IOException unwritable(IOException e) {
        return new IOException(
                "The version cannot be noted in " + file + ", and without that an older key could come back: " + why(e)
                        + ". Put that right, or name another file by --versions",
                e);
    }

    private static String why(Exception e) {
        return e instanceof FileSystemException refused ? DiskRefusal.why(refused) : e.getMessage();
    }

    Optional<Version> of(EntryName name) {
        return Optional.ofNullable(versions.get(name));
    }

    /** Returns the names of all entries that were opened. */
    Set<EntryName> names() {
        return new TreeSet<>(versions.keySet());
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
        change(next -> {
            requireNotLater(name, Optional.ofNullable(next.get(name)), version.number());
            next.put(name, version);
        });
    }

    /**
     * Records a version that was opened, and is not set by the service: in whose keyrings an entry is, and is to leave,
     * stays as recorded.
     *
     * @param owner for whom the entry is, which counts if it is recorded for nobody
     * @param isOver whether it was revoked, or has reached its end
     * @throws IOException if the file cannot be written, or another process has seen a later version, or another of the
     *     same number
     */
    void see(EntryName name, long number, String digest, Optional<String> owner, boolean isOver) throws IOException {
        if (of(name).filter(each -> each.isOf(number, digest)).isPresent()) {
            return;
        }
        change(next -> {
            Optional<Version> present = Optional.ofNullable(next.get(name));
            requireNotLater(name, present, number);
            if (present.filter(each -> each.number() == number && !each.digest().equals(digest))
                    .isPresent()) {
                throw new IOException("This machine has seen another version " + number + " of " + name + " meanwhile");
            }
            Optional<Version> held = present.filter(each -> isOver || !each.isGone());
            next.put(
                    name,
                    new Version(
                            number,
                            digest,
                            held.map(Version::user).orElse(owner),
                            present.map(Version::leaving).orElse(Set.of()),
                            held.map(Version::isGone).orElse(false)));
        });
    }

    private static void requireNotLater(EntryName name, Optional<Version> present, long number) throws IOException {
        if (present.isPresent() && present.get().number() > number) {
            throw new IOException("This machine has seen version "
                    + present.get().number() + " of " + name + " meanwhile, which is later than " + number);
        }
    }

    /** Records that an entry is no longer in these users' keyrings. */
    void left(EntryName name, Set<Optional<String>> users) throws IOException {
        change(next -> next.computeIfPresent(name, (key, version) -> {
            Set<Optional<String>> leaving = new HashSet<>(version.leaving());
            leaving.removeAll(users);
            return version.leaving(leaving);
        }));
    }

    @FunctionalInterface
    private interface Change {
        void apply(SortedMap<EntryName, Version> versions) throws IOException;
    }

    private void change(Change change) throws IOException {
        try (LockFile lock = lock()) {
            lock.acquire();
            SortedMap<EntryName, Version> next = new TreeMap<>(versions);
            read(file).versions.forEach((each, found) -> next.merge(each, found, Versions::later));
            change.apply(next);
            write(next);
            versions.putAll(next);
        }
    }

    private LockFile lock() throws IOException {
        try {
            return LockFile.of(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Of one number the file's counts: what another process has done for it is known from there alone. */
    private static Version later(Version known, Version found) {
        return found.number() >= known.number() ? found : known;
    }

    private void write(SortedMap<EntryName, Version> next) throws IOException {
        String text = next.entrySet().stream()
                .map(each -> each.getValue().line(each.getKey()) + "\n")
                .collect(Collectors.joining());
        try (TemporaryFile written = TemporaryFile.of(file.toAbsolutePath())) {
            written.write(out -> out.write(text.getBytes(US_ASCII)));
            Files.move(written.path(), file, StandardCopyOption.ATOMIC_MOVE);
            written.syncFolder();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
