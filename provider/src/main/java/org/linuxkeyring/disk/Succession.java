package org.linuxkeyring.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The making of a file's contents from those of the file before. */
@FunctionalInterface
public interface Succession {
    /** Returns what the file is to have. */
    byte[] after(InputStream old) throws IOException;

    /**
     * Replaces a file at once, while no other process does so.
     *
     * @param real the file, which is no symbolic link
     * @param keepsOld whether the file before is kept as its {@linkplain TemporaryFile#predecessor predecessor}
     */
    default void replace(Path real, boolean keepsOld) throws IOException {
        try (FileChannel present = LockedFile.open(real)) {
            byte[] content = after(Channels.newInputStream(present));
            try (TemporaryFile next = TemporaryFile.of(real)) {
                next.write(out -> out.write(content));
                next.takeAttributes();
                next.replace(keepsOld);
                next.syncFolder();
            }
        }
    }

    /** Makes a file that must not exist. */
    static void begin(Path file, byte[] content) throws IOException {
        try (TemporaryFile next = TemporaryFile.of(file)) {
            next.write(out -> out.write(content));
            next.giveName();
            next.syncFolder();
        }
    }
}
