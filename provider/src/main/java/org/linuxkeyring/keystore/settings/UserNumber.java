package org.linuxkeyring.keystore.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;

/** The number of a user whom the configuration names. */
final class UserNumber {
    private static final Path USERS = Path.of("/etc/passwd");

    private UserNumber() {}

    private static boolean isNumber(String user) {
        return user.matches("[0-9]+");
    }

    /**
     * Returns a user's number as the kernel compares it: 32 bits without a sign.
     *
     * @throws KeyringException if the name is not in /etc/passwd
     */
    static int of(String user) {
        return isNumber(user) ? Integer.parseUnsignedInt(user) : numberOf(user);
    }

    /** Looks up a user's number in /etc/passwd, where each line is NAME:PASSWORD:UID:... (passwd(5)). */
    private static int numberOf(String name) {
        try {
            return Files.readAllLines(USERS, ISO_8859_1).stream()
                    .map(line -> line.split(":"))
                    .filter(fields -> fields.length > 2 && fields[0].equals(name) && isNumber(fields[2]))
                    .findFirst()
                    .map(fields -> Integer.parseUnsignedInt(fields[2]))
                    .orElseThrow(() -> unknown(name, null));
        } catch (IOException e) {
            throw unknown(name, e);
        }
    }

    private static KeyringException unknown(String name, IOException cause) {
        return new KeyringException(
                "owners names user " + Printable.name(name) + ", who is not in " + USERS
                        + ". Write the user's number: id -u " + Printable.name(name),
                cause);
    }
}
