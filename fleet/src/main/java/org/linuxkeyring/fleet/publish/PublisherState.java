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
        try (LockFile lock = LockFile.of(file)) {
            lock.acquire();
            Map<String, Long> versions = read();
            versions.merge(key, version, Math::max);
            write(versions);
        } catch (IOException e) {
            throw failed("written", e);
        }
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
        for (String key : properties.stringPropertyNames()) {
            try {
                versions.put(key, Long.parseLong(properties.getProperty(key)));
            } catch (NumberFormatException e) {
                throw new IOException("it is damaged: '" + key + "' has no number", e);
            }
        }
        return versions;
    }

    private void write(Map<String, Long> versions) throws IOException {
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
