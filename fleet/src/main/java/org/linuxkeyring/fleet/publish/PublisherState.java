package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.linuxkeyring.disk.LockFile;
import org.linuxkeyring.disk.TemporaryFile;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.kernel.Printable;

/**
 * The highest versions that this publisher has given out, in a file. A store that was set back to an older state is
 * known by it, and no version is given out twice. A version is noted before it is used: a publisher that was killed
 * leaves a gap, and never a version with two meanings.
 */
public final class PublisherState {
    private static final String ENTRY = "entry ";
    private static final String MACHINE = "machine ";

    private final Path file;

    private PublisherState(Path file) {
        this.file = file;
    }

    public static PublisherState in(Path file) {
        return new PublisherState(file);
    }

    long version(EntryName name) throws PublishException {
        return version(ENTRY + name);
    }

    long version(MachineId machine) throws PublishException {
        return version(MACHINE + machine);
    }

    /** Returns the versions of all machine records that this publisher has signed. */
    Map<MachineId, Long> machines() throws PublishException {
        Map<MachineId, Long> found = new TreeMap<>();
        all().forEach((key, version) ->
                FleetKeys.machineBelow(MACHINE, key).ifPresent(machine -> found.put(machine, version)));
        return found;
    }

    /** Returns the version that follows these of the store and of this publisher. */
    long next(EntryName name, long inStore) throws PublishException {
        return next(ENTRY + name, inStore);
    }

    long next(MachineId machine, long inStore) throws PublishException {
        return next(MACHINE + machine, inStore);
    }

    private long next(String key, long inStore) throws PublishException {
        long highest = Math.max(inStore, version(key));
        if (highest == Long.MAX_VALUE) {
            throw new PublishException("No version comes after " + highest + ", which the store or " + file
                    + " has for " + key + ". Nothing was changed. Give it another name");
        }
        return highest + 1;
    }

    /** @throws PublishException if another publisher that shares the file has used that version meanwhile */
    void note(EntryName name, long version) throws PublishException {
        note(ENTRY + name, version);
    }

    void note(MachineId machine, long version) throws PublishException {
        note(MACHINE + machine, version);
    }

    private long version(String key) throws PublishException {
        return all().getOrDefault(key, 0L);
    }

    private Map<String, Long> all() throws PublishException {
        try {
            return read();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private void note(String key, long version) throws PublishException {
        try {
            Path target = target();
            try (LockFile lock = LockFile.of(target)) {
                lock.acquire();
                Map<String, Long> versions = read();
                if (versions.getOrDefault(key, 0L) >= version) {
                    throw new PublishException("Another publisher has used version " + version + " of " + key
                            + " at the same time, and this one has stopped. Nothing was changed. Run the"
                            + " command again");
                }
                versions.put(key, version);
                write(target, versions);
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Follows links: publishers that share the file may each have one to it, which is not to be replaced. */
    private Path target() throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return file;
        }
        return Files.exists(file) ? file.toRealPath() : file.resolveSibling(Files.readSymbolicLink(file));
    }

    private Map<String, Long> read() throws IOException, PublishException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (IllegalArgumentException e) {
            throw new IOException("it is damaged", e);
        }
        Map<String, Long> versions = new TreeMap<>();
        if (properties.isEmpty()) {
            throw new IOException("it is empty, as no publisher leaves it");
        }
        for (String key : properties.stringPropertyNames()) {
            versions.put(key, number(key, properties.getProperty(key)));
        }
        return versions;
    }

    private static long number(String key, String text) throws IOException {
        try {
            long version = Long.parseLong(text);
            if (version < 1) {
                throw new NumberFormatException();
            }
            return version;
        } catch (NumberFormatException e) {
            throw new IOException("it is damaged: '" + Printable.name(key) + "' has no number of a version", e);
        }
    }

    private static void write(Path file, Map<String, Long> versions) throws IOException {
        String text = versions.entrySet().stream()
                .map(each -> each.getKey().replace(" ", "\\ ") + "=" + each.getValue() + "\n")
                .collect(Collectors.joining());
        try (TemporaryFile next = TemporaryFile.of(file.toAbsolutePath())) {
            next.write(out -> out.write(text.getBytes(StandardCharsets.US_ASCII)));
            Files.move(next.path(), file, StandardCopyOption.ATOMIC_MOVE);
            next.syncFolder();
        }
    }

    private PublishException failed(String what, IOException e) {
        return new PublishException(
                "The versions that were published, in " + file + ", cannot be " + what + ": " + e.getMessage()
                        + ". Nothing was published. Put the file right, or name another by --state",
                e);
    }
}
