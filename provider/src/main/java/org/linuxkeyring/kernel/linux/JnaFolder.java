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
 * The folder into which JNA unpacks its native library. By default JNA uses a folder of a known name below the user's
 * home, which is {@code ?} in the working directory for a user without an entry in passwd(5). It uses this folder even
 * if another user made it.
 */
final class JnaFolder {
    /**
     * The property with which the folder is chosen. JNA reads it when it is initialised, and an application may have
     * set it.
     */
    private static final String PROPERTY = "jna.tmpdir";

    private static final String PREFIX = "linuxkeyring-jna-";

    /** The sticky bit of a mode: a user who may write the folder can remove only his own files (inode(7)). */
    private static final int STICKY = 01000;

    private static final int WRITABLE_BY_OTHERS = 022;

    private static final String UID = "unix:uid";

    /** The age from which a folder is known to be left over: no process takes that long to load a library. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    /** The beginning of the refusal's message, before the reasons. */
    static final String NONE_SERVES = "no temporary directory serves for that: ";

    private JnaFolder() {}

    /**
     * Runs {@code loading}, which loads JNA, with a new folder that only its user can access, and removes the folder
     * afterwards. If the application has chosen the folder or has forbidden JNA to unpack, only {@code loading} is run.
     *
     * @throws UnsatisfiedLinkError if no folder can be used
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
     * Returns the JVM's folder for temporary files, and the user's cache folder for machines on which no file in the
     * first may be executed.
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

    /** Returns the path if it is absolute. A relative path would belong to whoever can write the working directory. */
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
        Optional<Path> foreign = foreign(base, Files.getAttribute(folder, UID));
        if (foreign.isPresent()) {
            delete(folder);
            throw new IOException(foreign.get() + " is another user's, who could replace what is in it");
        }
        if (!runsFilesIn(folder)) {
            delete(folder);
            throw new IOException(base + " is mounted noexec");
        }
        return folder;
    }

    /**
     * Returns the folder, if it is another user's, and not root's either. For a cache folder, which may come from an
     * environment that another user made, so may be a folder above it. In a user namespace root is who owns the root
     * folder.
     */
    private static Optional<Path> foreign(Path base, Object own) throws IOException {
        Path real = base.toRealPath();
        Object root = Files.getAttribute(real.getRoot(), UID);
        boolean isTemporary = absolute(System.getProperty("java.io.tmpdir"))
                .filter(base::equals)
                .isPresent();
        for (Path each = real; each != null; each = isTemporary ? null : each.getParent()) {
            Object owner = Files.getAttribute(each, UID);
            if (!owner.equals(own) && !owner.equals(root)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static Path createPrivate(Path base) throws IOException {
        try {
            return Files.createTempDirectory(
                    base, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException(base + " is not writable", e);
        }
    }

    /**
     * Tests with access(2) whether files in a folder can be executed. On a file system that is mounted noexec,
     * access(2) refuses that for a regular file whatever its mode.
     */
    private static boolean runsFilesIn(Path folder) throws IOException {
        Set<PosixFilePermission> executable = PosixFilePermissions.fromString("rwx------");
        Path probe = Files.createFile(folder.resolve("probe"), PosixFilePermissions.asFileAttribute(executable));
        try {
            return Files.isExecutable(probe);
        } finally {
            Files.delete(probe);
        }
    }

    /** Deletes the folders that killed processes of the same user left while they loaded JNA. */
    private static void deleteLeftBehind(Path base, Path own) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path folder : all) {
                if (isLeftBehind(folder, Files.getAttribute(own, UID))) {
                    delete(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another process has deleted it first.
        }
    }

    private static boolean isLeftBehind(Path folder, Object uid) throws IOException {
        BasicFileAttributes folders =
                Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return folders.isDirectory()
                && folders.lastModifiedTime().toInstant().isBefore(Instant.now().minus(LEFT_BEHIND))
                && uid.equals(Files.getAttribute(folder, UID, LinkOption.NOFOLLOW_LINKS));
    }

    /** Deletes a folder and its files. A folder that cannot be deleted does no harm, so this does not fail. */
    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException | DirectoryIteratorException e) {
            // The next process tries again a day later.
        }
    }
}
