package org.linuxkeyring.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reason for which a file could not be read or written, with what is to be done. */
public final class DiskRefusal {
    /** The texts of strerror(3) for ENOSPC, EDQUOT and EFBIG. */
    private static final Pattern NO_SPACE = Pattern.compile("No space|quota exceeded|File too large");

    private static final String STORE_ELSEWHERE = ". Store it where there is space";

    /** The text of strerror(3) for EROFS, which a mount in the namespace of a unit of systemd leads to as well. */
    private static final Pattern READ_ONLY = Pattern.compile("Read-only file system");

    private static final String WRITABLE = ". Store it on a file system that is mounted for writing (findmnt -T tells"
            + " how it is mounted); a unit of systemd with ProtectSystem= needs ReadWritePaths= with its folder";

    private static final String UNLESS_OWNER = ". Run this as its owner or root, who alone give the new file the owner"
            + " and group of the old one; lsattr tells whether the file or its folder is immutable";

    private DiskRefusal() {}

    /**
     * Returns a refusal that names the file.
     *
     * @param what what was not done with it
     */
    public static IOException named(Path file, String what, Exception e) {
        if (e instanceof FileSystemException refusal) {
            return new IOException(file + " cannot be " + what + ": " + why(refusal), e);
        }
        // Where a stream refuses, no FileSystemException comes.
        String remedy = e instanceof IOException ? remedy(e).orElse("") : "";
        return new IOException(file + ": " + e.getMessage() + remedy, e);
    }

    /**
     * Refuses what is there and cannot be replaced by a file; to open a FIFO would wait for whoever writes it.
     *
     * @throws IOException if it is no regular file
     */
    public static void requireRegular(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("This is no regular file. Name the file of a keystore");
        }
    }

    /** Returns the reason. */
    public static String why(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no " + missing(Path.of(e.getFile())) + ". Check the name";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied for " + e.getFile() + ". Run this as the file's owner, who may write to its"
                    + " folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "another process has made it meanwhile. Load it, and store it anew";
        }
        return e.getMessage() + remedy(e).orElse(UNLESS_OWNER);
    }

    /** Returns what is missing: a file that cannot be made, such as a temporary one, has no folder. */
    private static String missing(Path file) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        return Files.exists(folder) ? file.toString() : "folder " + folder + ", which has to be made first";
    }

    /** Returns what is to be done, if the refusal is the disk's and not that of the file. */
    private static Optional<String> remedy(Exception e) {
        String why = String.valueOf(e.getMessage());
        if (NO_SPACE.matcher(why).find()) {
            return Optional.of(STORE_ELSEWHERE);
        }
        return READ_ONLY.matcher(why).find() ? Optional.of(WRITABLE) : Optional.empty();
    }
}
