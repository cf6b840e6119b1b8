package org.linuxkeyring.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The reason for which a file could not be read or written, with what is to be done. */
public final class DiskRefusal {
    /** The texts of strerror(3) for ENOSPC, EDQUOT and EFBIG. */
    private static final Pattern NO_SPACE = Pattern.compile("No space|quota exceeded|File too large");

    private static final String STORE_ELSEWHERE = ". Store it where there is space";

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
        String remedy = e instanceof IOException && isOfSpace(e) ? STORE_ELSEWHERE : "";
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
            return "there is no " + e.getFile() + ". Check the name";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied for " + e.getFile() + ". Run this as the file's owner, who may write to its"
                    + " folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "another process has made it meanwhile. Load it, and store it anew";
        }
        return e.getMessage() + (isOfSpace(e) ? STORE_ELSEWHERE : UNLESS_OWNER);
    }

    private static boolean isOfSpace(Exception e) {
        return NO_SPACE.matcher(String.valueOf(e.getMessage())).find();
    }
}
