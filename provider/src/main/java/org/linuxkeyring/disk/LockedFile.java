package org.linuxkeyring.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The lock of fcntl(2) on a file that is to be replaced. */
public final class LockedFile {
    /**
     * The monitor of whoever reads or replaces such a file in this process: to close any descriptor of a file gives up
     * the locks that the process has on it (fcntl(2)).
     */
    public static final Object MONITOR = new Object();

    private LockedFile() {}

    /** Returns the file, locked; whoever held the lock before may have replaced it meanwhile. */
    public static FileChannel open(Path real) throws IOException {
        while (true) {
            Object key = fileKey(real);
            FileChannel present = FileChannel.open(real, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(present);
                if (fileKey(real).equals(key)) {
                    return present;
                }
            } catch (IOException | RuntimeException e) {
                present.close();
                throw e;
            }
            present.close();
        }
    }

    /** Locks a file, or tells that a copy of this class that another class loader has made has locked it. */
    private static void lock(FileChannel present) throws IOException {
        try {
            present.lock();
        } catch (OverlappingFileLockException e) {
            throw new IOException(
                    "another part of this process is storing the file. Store it anew when that is done", e);
        }
    }

    /** Returns the device and inode of a file. */
    private static Object fileKey(Path real) throws IOException {
        return Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    }
}
