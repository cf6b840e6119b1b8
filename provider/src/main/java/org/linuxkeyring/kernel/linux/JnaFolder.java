package org.linuxkeyring.kernel.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where JNA unpacks the native library that it runs. By itself it takes a folder of a known name below the user's home,
 * which is the working directory's folder "?" for a user without an entry in passwd(5), and uses that folder whoever
 * made it.
 */
final class JnaFolder {
    /** JNA reads it when it is initialised; an application may have set it. */
    private static final String PROPERTY = "jna.tmpdir";

    private static final String PREFIX = "linuxkeyring-jna-";

    /** Of mode bits, the sticky one: who may write the folder removes no one else's files (inode(7)). */
    private static final int STICKY = 01000;

    private static final int WRITABLE_BY_OTHERS = 022;

    private static final String UID = "unix:uid";

    /** No process takes that long to load a library. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    /** What the refusal begins with, before the reasons. */
    static final String NONE_SERVES = "no temporary directory serves for that: ";

    private JnaFolder() {}

    /**
     * Has JNA loaded with a new folder that is its user's alone, and removes that. Nothing of it happens where the
     * application has chosen the folder, or has forbidden JNA to unpack.
     *
     * @throws UnsatisfiedLinkError where no folder serves
     */
    static <T> T during(Supplier<T> loading) {
        if (System.getProperty(PROPERTY) != null || Boolean.getBoolean("jna.nounpack")) {
            return loading.get();
        }
        Path folder = create();
        System.setProperty(PROPERTY, folder.toString());
        try {
            return loading.get();
        } finally {
            System.clearProperty(PROPERTY);
            delete(folder);
        }
    }

    private static Path create() {
        List<String> refusals = new ArrayList<>();
        for (Path base : bases()) {
            try {
                Path folder = createIn(base);
                deleteLeftBehind(base, folder);
                return folder;
            } catch (IOException e) {
                refusals.add(e.getMessage());
            }
        }
        throw new UnsatisfiedLinkError(NONE_SERVES + String.join("; ", refusals));
    }

    /**
     * The JVM's folder for temporary files; and the user's cache, for machines where nothing may be executed in the
     * first.
     */
    private static List<Path> bases() {
        List<Path> bases = new ArrayList<>();
        absolute(System.getProperty("java.io.tmpdir")).ifPresent(bases::add);
        absolute(System.getenv("XDG_CACHE_HOME")).ifPresent(bases::add);
        absolute(System.getProperty("user.home"))
                .map(home -> home.resolve(".cache"))
                .ifPresent(bases::add);
        return bases;
    }

    /** A relative one would be anyone's who can write the working directory. */
    private static Optional<Path> absolute(String path) {
        try {
            return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path createIn(Path base) throws IOException {
        if (!Files.isDirectory(base)) {
            throw new IOException(base + " is no directory");
        }
        int mode = (int) Files.getAttribute(base, "unix:mode");
        if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
            throw new IOException(base + " can be written by others, who could replace what is in it");
        }
        Path folder = createPrivate(base);
        if (!runsFilesIn(folder)) {
            delete(folder);
            throw new IOException(base + " is mounted noexec");
        }
        return folder;
    }

    private static Path createPrivate(Path base) throws IOException {
        try {
            return Files.createTempDirectory(
                    base, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException(base + " is not writable", e);
        }
    }

    /** access(2) says no of a regular file on a file system that is mounted noexec, whatever the file's mode. */
    private static boolean runsFilesIn(Path folder) throws IOException {
        Set<PosixFilePermission> executable = PosixFilePermissions.fromString("rwx------");
        Path probe = Files.createFile(folder.resolve("probe"), PosixFilePermissions.asFileAttribute(executable));
        try {
            return Files.isExecutable(probe);
        } finally {
            Files.delete(probe);
        }
    }

    /** What a process of the same user left that was killed while it loaded JNA. */
    private static void deleteLeftBehind(Path base, Path own) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path folder : all) {
                if (isLeftBehind(folder, Files.getAttribute(own, UID))) {
                    delete(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another process was first.
        }
    }

    private static boolean isLeftBehind(Path folder, Object uid) throws IOException {
        BasicFileAttributes folders =
                Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return folders.isDirectory()
                && folders.lastModifiedTime().toInstant().isBefore(Instant.now().minus(LEFT_BEHIND))
                && uid.equals(Files.getAttribute(folder, UID, LinkOption.NOFOLLOW_LINKS));
    }

    /** With the files in it. One that stays is harmless, and no reason to fail. */
    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException | DirectoryIteratorException e) {
            // The next process tries again, a day later.
        }
    }
}
