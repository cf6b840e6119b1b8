package org.linuxkeyring.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file beside another that is locked while the other one is replaced. Its owner alone may open it: who may read a
 * file can lock it as a reader (fcntl(2)), which keeps its owner from writing for as long as that lasts.
 */
public final class LockFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes the file if there is none, and its folder, which is the owner's alone then; it is not locked yet. */
    public static LockFile of(Path file) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        Path lock = folder.resolve(file.getFileName() + ".lock");
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
        FileChannel channel = FileChannel.open(
                lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER));
        try {
            if (!Files.getPosixFilePermissions(lock).equals(OWNER)) {
                Files.setPosixFilePermissions(lock, OWNER);
            }
            return new LockFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns when nobody else has the lock. */
    public void acquire() throws IOException {
        channel.lock();
    }

    /** Locks it unless someone has the lock, be it this process, and returns whether it has. */
    public boolean tryAcquire() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Gives up the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
