package org.linuxkeyring.keystore.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The text that stands where other keystores have a file of keys: properties that name the keyring, and nothing secret.
 */
public final class Reference {
    /**
     * By this first line {@code KeyStore.getInstance(File, char[])} knows the type; to a properties parser it is a
     * comment.
     */
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys";

    private static final byte[] MAGIC = "# LINUXKEYRING keystore".getBytes(StandardCharsets.US_ASCII);
    /** What some editors put before a text in UTF-8. */
    private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);

    /** More than all settings take at their longest, each character escaped. */
    private static final int MAX_BYTES = 262_144;

    private Reference() {}

    /** Whether a stream begins as a reference that was written by {@link #write}. */
    static boolean isReference(InputStream stream) throws IOException {
        byte[] start = stream.readNBytes(BYTE_ORDER_MARK.length + MAGIC.length);
        int from = startOfText(start);
        return start.length >= from + MAGIC.length
                && Arrays.equals(start, from, from + MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static int startOfText(byte[] text) {
        return Arrays.mismatch(text, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length || Arrays.equals(text, BYTE_ORDER_MARK)
                ? BYTE_ORDER_MARK.length
                : 0;
    }

    /** Reads a whole stream; an empty one means no settings. */
    static Map<String, String> read(InputStream stream) throws IOException {
        byte[] text = stream.readNBytes(MAX_BYTES + 1);
        if (text.length > MAX_BYTES) {
            throw notAReference(null);
        }
        return parse(text);
    }

    /**
     * The settings in a properties text.
     *
     * @throws IOException if it is something else, or a setting in it is unknown or malformed
     */
    public static Map<String, String> parse(byte[] text) throws IOException {
        Properties properties = new Properties();
        try {
            int start = startOfText(text);
            String characters = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text, start, text.length - start))
                    .toString();
            if (characters.chars().anyMatch(c -> c < ' ' && "\t\r\n\f".indexOf(c) < 0)
                    || characters.startsWith("-----BEGIN")) {
                throw notAReference(null);
            }
            properties.load(new StringReader(characters));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw notAReference(e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        try {
            settings.forEach(Settings::check);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return settings;
    }

    private static IOException notAReference(Exception cause) {
        return new IOException(
                "This is no reference to a keyring: a LINUXKEYRING keystore is loaded from null, from an empty"
                        + " stream or from the properties"
                        + " text that its store() wrote. If it is a file of keys, such as PKCS#12, import it:"
                        + " keytool -importkeystore"
                        + " -srckeystore FILE -destkeystore NONE -deststoretype LINUXKEYRING",
                cause);
    }

    public static void write(Map<String, String> settings, OutputStream stream) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        StringWriter text = new StringWriter();
        properties.store(text, null);
        // Properties adds the time of writing as a comment, which would make each copy of the same reference differ.
        String lines = text.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .collect(Collectors.joining("\n"));
        String reference = FIRST_LINE + "\n" + (lines.isEmpty() ? "" : escaped(lines) + "\n");
        stream.write(reference.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    /**
     * Properties escapes tabs and line ends alone, where it writes characters: {@link #parse} takes no other control
     * characters, and UTF-8 has no half a surrogate pair.
     */
    private static String escaped(String lines) {
        StringBuilder text = new StringBuilder();
        lines.codePoints().forEach(c -> {
            boolean asItIs = c == '\n' || !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
            if (asItIs) {
                text.appendCodePoint(c);
            } else {
                text.append(String.format("\\u%04X", c));
            }
        });
        return text.toString();
    }
}
