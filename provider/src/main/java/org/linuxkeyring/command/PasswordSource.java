package org.linuxkeyring.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.Undecoded;
import org.linuxkeyring.kernel.Printable;
import picocli.CommandLine.Option;

/** The source of a password, which is never the command line, because ps(1) shows that to every user. */
public final class PasswordSource {
    private static final int LONGEST = 4096;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The first line of FILE is the password (in UTF-8)")
    private Path file;

    @Option(names = "--password-stdin", description = "The first line of standard input is the password (in UTF-8)")
    private boolean fromInput;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description =
                    "The environment variable NAME holds the password, which other processes of the same user can see")
    private String variable;

    /** Returns whether an option names the source. */
    public boolean isGiven() {
        return file != null || fromInput || variable != null;
    }

    /**
     * Reads the password; the caller wipes it.
     *
     * @param ofWhat what the password opens
     * @throws CommandException if there is none
     */
    public char[] read(String ofWhat, CommandContext context) throws CommandException, IOException {
        if (file != null) {
            try (InputStream in = Files.newInputStream(file)) {
                return firstLine(in, file.toString());
            }
        }
        if (fromInput) {
            return firstLine(context.in(), "standard input");
        }
        if (variable != null) {
            String value = System.getenv(variable);
            if (value == null) {
                throw new CommandException("The environment variable " + variable
                        + ", which is to hold the password of " + ofWhat + ", is not set. Export it");
            }
            return Undecoded.requireNone(value.toCharArray(), "password", "--password-file or --password-stdin");
        }
        return ask("Password of " + Printable.text(ofWhat) + ": ", ofWhat, context);
    }

    /**
     * Reads a new password, and asks for it twice, since what is typed is not seen; the caller wipes it.
     *
     * @param ofWhat what is to be opened by the password alone
     * @throws CommandException if there is none, or if what is typed differs
     */
    char[] readNew(String ofWhat, CommandContext context) throws CommandException, IOException {
        char[] first = read(ofWhat, context);
        if (isGiven()) {
            return first;
        }
        char[] second = {};
        boolean isSame = false;
        try {
            second = ask("The same once more: ", ofWhat, context);
            isSame = Arrays.equals(first, second);
        } finally {
            Arrays.fill(second, '\0');
            if (!isSame) {
                Arrays.fill(first, '\0');
            }
        }
        if (!isSame) {
            throw new CommandException("The two passwords differ, so nothing was written. Try again");
        }
        return first;
    }

    private static char[] ask(String prompt, String ofWhat, CommandContext context) throws CommandException {
        char[] typed = context.terminal()
                .readPassword(prompt)
                .orElseThrow(() -> new CommandException("The password of " + ofWhat
                        + " is needed, and there is no terminal to ask for it, or its input has ended. Use"
                        + " --password-file, --password-stdin or --password-env"));
        return Undecoded.requireNone(typed, "password", "--password-file or --password-stdin");
    }

    /**
     * Returns the key of an entry. The password is read if an option names its source, or if the entry cannot be read
     * without one and there is a terminal to ask.
     */
    Key key(KeyStore store, String alias, CommandContext context)
            throws CommandException, IOException, GeneralSecurityException {
        if (!isGiven()) {
            try {
                return store.getKey(alias, null);
            } catch (UnrecoverableKeyException e) {
                if (!context.terminal().showsOutput()) {
                    throw e;
                }
            }
        }
        char[] password = read("entry '" + Printable.name(alias) + "'", context);
        try {
            return store.getKey(alias, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static char[] firstLine(InputStream in, String where) throws CommandException, IOException {
        byte[] line = new byte[LONGEST];
        CharBuffer decoded = CharBuffer.allocate(0);
        try {
            int length = 0;
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                if (length == line.length) {
                    throw new CommandException("The first line of " + where + " is too long for a password: over "
                            + LONGEST + " bytes. Name the file that holds it");
                }
                line[length++] = (byte) octet;
            }
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
            decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
            char[] password = new char[decoded.remaining()];
            decoded.duplicate().get(password);
            return password;
        } catch (CharacterCodingException e) {
            throw new CommandException("The first line of " + where + " is no text in UTF-8. Convert it", e);
        } finally {
            Arrays.fill(line, (byte) 0);
            if (decoded.hasArray()) {
                Arrays.fill(decoded.array(), '\0');
            }
        }
    }
}
