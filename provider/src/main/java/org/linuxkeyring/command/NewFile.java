package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.disk.TemporaryFile;

/**
 * A file that does not exist yet, which its owner alone may read. The contents are written into a temporary file beside
 * it, which gets the name when it is whole: whenever the process ends, no half of a key has that name.
 */
final class NewFile {
    private final Path file;
    private final TemporaryFile temporary;

    NewFile(Path file) {
        this.file = file;
        this.temporary = TemporaryFile.of(file);
    }

    void write(TemporaryFile.Content content) throws CommandException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(null);
        }
        try {
            temporary.write(content);
            temporary.giveName();
        } catch (FileAlreadyExistsException e) {
            throw withoutTemporary(exists(e));
        } catch (IOException e) {
            throw withoutTemporary(new CommandException(
                    file + " cannot be written, and there is no such file now: " + why(e)
                            + ". Name a file in a folder that this user may write to, with space left",
                    e));
        }
        try {
            temporary.close();
        } catch (IOException e) {
            throw new CommandException(
                    file + " is whole, but " + temporary.path() + " is left and is the same file: " + why(e)
                            + ". Remove it",
                    e);
        }
    }

    private CommandException exists(Exception cause) {
        return new CommandException(file + " exists already and is not overwritten. Name another file", cause);
    }

    /** Returns the refusal, which tells if the temporary file cannot be removed. */
    private CommandException withoutTemporary(CommandException refusal) {
        try {
            temporary.close();
            return refusal;
        } catch (IOException e) {
            return new CommandException(
                    refusal.getMessage() + ". Remove " + temporary.path()
                            + " as well, which may have a part of the key: " + why(e),
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
