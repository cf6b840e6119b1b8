package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reader of what the kernel shows only in /proc: the time until a key expires, in /proc/keys (proc_keys(5)), and
 * the users' quotas, in /proc/key-users.
 */
final class ProcKeys {
    private static final Path KEYS = Path.of("/proc/keys");
    private static final Path USERS = Path.of("/proc/key-users");

    /**
     * The longest timeout, of 32 bits, is 7,101 weeks. A line that another key's description imitates may have more.
     */
    private static final Pattern AFTER_SERIAL = Pattern.compile(" [A-Z-]{7} +\\d+ +(perm|expd|\\d{1,4}[smhdw]) ");

    private ProcKeys() {}

    /**
     * Returns the timeout column of a key; empty if the key is not shown. The file shows descriptions unescaped, line
     * ends included, so that the description of another key could imitate a line for this key: if several lines for a
     * serial disagree, the result is empty, too.
     */
    static String timeLeft(int key) {
        return timeLeft(text(KEYS).orElse(""), key);
    }

    static String timeLeft(String text, int key) {
        String serial = HexFormat.of().toHexDigits(key);
        Set<String> shown = new HashSet<>();
        for (int at = text.indexOf(serial); at >= 0; at = text.indexOf(serial, at + 1)) {
            Matcher rest = AFTER_SERIAL.matcher(text).region(at + serial.length(), text.length());
            if ((at == 0 || text.charAt(at - 1) == '\n') && rest.lookingAt()) {
                shown.add(rest.group(1));
            }
        }
        return shown.size() == 1 ? shown.iterator().next() : "";
    }

    /** Returns the text of /proc/key-users; empty if it cannot be read. */
    static Optional<String> users() {
        return text(USERS);
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file, ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
