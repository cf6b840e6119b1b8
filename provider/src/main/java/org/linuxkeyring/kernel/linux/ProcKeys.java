package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
     * The serial and the timeout at the start of a line. The longest timeout, of 32 bits, is 7,101 weeks. A line that
     * another key's description imitates may have more.
     */
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) [A-Z-]{7} +\\d+ +(perm|expd|\\d{1,4}[smhdw]) ");

    private static final int HEX = 16;

    private ProcKeys() {}

    /** Returns the text of /proc/keys; empty if it cannot be read. */
    static String keys() {
        return text(KEYS).orElse("");
    }

    /**
     * Returns the timeout column of each key that a text of /proc/keys shows. The file shows descriptions unescaped,
     * line ends included, so that the description of another key could imitate a line: if several lines for a serial
     * disagree, its column is empty.
     */
    static Map<Integer, String> timeouts(String text) {
        Map<Integer, String> shown = new HashMap<>();
        Matcher line = LINE.matcher(text);
        int start = 0;
        do {
            if (line.region(start, text.length()).lookingAt()) {
                int key = Integer.parseUnsignedInt(text, line.start(1), line.end(1), HEX);
                shown.merge(key, line.group(2), (one, other) -> one.equals(other) ? one : "");
            }
            start = text.indexOf('\n', start) + 1;
        } while (start > 0);
        return shown;
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
