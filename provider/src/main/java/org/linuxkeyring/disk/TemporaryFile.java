package org.linuxkeyring.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The file that is to get another file's name. It is beside that file, and gets the name when it is whole: whenever the
 * process ends, no half of a file has the name. Its owner alone may read it, unless it takes another file's mode.
 */
public final class TemporaryFile implements AutoCloseable {
    private final Path file;
    private final Path temporary;

    private TemporaryFile(Path file) {
        this.file = file;
        this.temporary = newPath(file);
    }

    /** A writer of all that a file is to have. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it, once. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns a file that is not made yet, and is to get the name of this one. */
    public static TemporaryFile of(Path file) {
        return new TemporaryFile(file);
    }

    private static Path newPath(Path file) {
        return file.resolveSibling(".linuxkeyring-" + UUID.randomUUID() + ".tmp");
    }

    /** Returns where the previous contents of a file are kept. */
    public static Path predecessor(Path file) {
        return file.resolveSibling(file.getFileName() + "~");
    }

    /** Returns the path that the file has until it gets the name. */
    public Path path() {
        return temporary;
    }

    /** Makes the file with mode 600, and writes it to the disk. */
    public void write(Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = new DiskOutput(Channels.newOutputStream(channel), temporary)) {
            content.writeTo(out);
            force(channel);
        }
    }

    private void force(FileChannel channel) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw DiskOutput.named(e, temporary);
        }
    }

    /** Gives the file its name by link(2), which replaces no other file; not every file system has links. */
    public void giveName() throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(temporary, file);
        }
    }

    /**
     * Gives the file the owner, group and mode of the one that it is to replace. The mode comes last, since chown(2)
     * takes bits of it away, and since until then nobody else may read the file.
     *
     * @throws IOException if this user may not give a file that owner or group
     */
    public void takeAttributes() throws IOException {
        for (String attribute : List.of("unix:gid", "unix:uid")) {
            Object old = Files.getAttribute(file, attribute);
            if (!old.equals(Files.getAttribute(temporary, attribute))) {
                Files.setAttribute(temporary, attribute, old);
            }
        }
        Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
    }

    /**
     * Replaces the file of that name, which is kept as its {@linkplain #predecessor predecessor} if that is wanted.
     * Each step is one rename(2), so that both names have the old or the new contents at each instant.
     */
    public void replace(boolean keepsOld) throws IOException {
        if (keepsOld) {
            keepOld();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void keepOld() throws IOException {
        Path old = newPath(file);
        try {
            link(old);
            Files.move(old, predecessor(file), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // If both are links to one file already, rename(2) does nothing, and leaves both.
            Files.deleteIfExists(old);
        }
    }

    private void link(Path old) throws IOException {
        try {
            Files.createLink(old, file);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(file, old, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            try (FileChannel copy = FileChannel.open(old, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
        }
    }

    /** Writes the names in the folder to the disk (fsync(2)). */
    public void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Removes what still has the temporary path. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(temporary);
    }
}
