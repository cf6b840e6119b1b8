package org.linuxkeyring.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.linuxkeyring.command.terminal.CommandException;

/**
 * A file that does not exist yet, which its owner alone may read. The contents are written into a temporary file beside
 * it, which gets the name when it is whole: whenever the process ends, no half of a key has that name.
 */
final class NewFile {
    private final Path file;
    private final Path temporary;

    NewFile(Path file) {
        this.file = file;
        this.temporary = file.resolveSibling(".linuxkeyring-" + UUID.randomUUID() + ".tmp");
    }

    void write(PemWriter pem) throws CommandException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(null);
        }
        try {
            writeTemporary(pem);
            giveName();
        } catch (FileAlreadyExistsException e) {
            throw withoutTemporary(exists(e));
        } catch (IOException e) {
            throw withoutTemporary(new CommandException(
                    file + " cannot be written, and there is no such file now: " + why(e)
                            + ". Name a file in a folder that this user may write to, with space left",
                    e));
        }
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new CommandException(
                    file + " is whole, but " + temporary + " is left and is the same file: " + why(e) + ". Remove it",
                    e);
        }
    }

    private void writeTemporary(PemWriter pem) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            pem.writeTo(out);
            channel.force(true);
        }
    }

    /** Gives the file its name by link(2), which replaces no other file; not every file system has links. */
    private void giveName() throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(temporary, file);
        }
    }

    private CommandException exists(Exception cause) {
        return new CommandException(file + " exists already and is not overwritten. Name another file", cause);
    }

    /** Returns the refusal, which tells if the temporary file cannot be removed. */
    private CommandException withoutTemporary(CommandException refusal) {
        try {
            Files.deleteIfExists(temporary);
            return refusal;
        } catch (IOException e) {
            return new CommandException(
                    refusal.getMessage() + ". Remove " + temporary + " as well, which may have a part of the key: "
                            + why(e),
                    refusal);
        }
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException refused && refused.getReason() != null
                ? refused.getReason()
                : e.getMessage();
    }
}
