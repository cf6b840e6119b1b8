package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads /proc/keys (proc_keys(5)), the only place where the kernel tells a key's timeout. */
final class ProcKeys {
    private static final Path FILE = Path.of("/proc/keys");
    private static final String LINE = "(?m)^%08x [A-Z-]{7} +\\d+ +(perm|expd|\\d+[smhdw]) ";

    private ProcKeys() {}

    /**
     * The column of a key; empty where it is not shown. Descriptions stand in the file as they are, line ends too, so that
     * another's key could pretend to be a line of this one: where lines disagree, none is believed.
     */
    static String timeLeft(int key) {
        List<String> shown = Pattern.compile(String.format(Locale.ROOT, LINE, key))
                .matcher(text())
                .results()
                .map(line -> line.group(1))
                .distinct()
                .toList();
        return shown.size() == 1 ? shown.get(0) : "";
    }

    private static String text() {
        try {
            return Files.readString(FILE, ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
