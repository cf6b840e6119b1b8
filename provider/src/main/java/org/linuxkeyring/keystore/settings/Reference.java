package org.linuxkeyring.keystore.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.linuxkeyring.disk.PropertiesText;

/**
 * The text that takes the place of another keystore's file of keys: properties that name the keyring, and nothing
 * secret.
 */
public final class Reference {
    /**
     * The first line, by which {@code KeyStore.getInstance(File, char[])} recognises the type. A properties parser
     * takes the line for a comment.
     */
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys";

    /** The same line for a reference that sealed entries follow. */
    private static final String FIRST_SEALED_LINE =
            "# LINUXKEYRING keystore: a reference to a keyring, and its entries, encrypted";

    private static final byte[] MAGIC = "# LINUXKEYRING keystore".getBytes(StandardCharsets.US_ASCII);

    /** The byte order mark that some editors put before a text in UTF-8. */
    private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);

    /** The number of bytes that tell whether a stream is a reference. */
    public static final int START = BYTE_ORDER_MARK.length + MAGIC.length;

    /**
     * The limit on the size of the text, which is more than all settings take at their longest, each character escaped.
     */
    public static final int MAX_BYTES = 262_144;

    private Reference() {}

    /** Returns whether a stream begins like a reference that {@link #write} wrote. */
    public static boolean isReference(InputStream stream) throws IOException {
        byte[] start = stream.readNBytes(START);
        int from = startOfText(start);
        return start.length >= from + MAGIC.length
                && Arrays.equals(start, from, from + MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Returns whether a text begins like one that {@link #write} wrote before sealed entries. */
    public static boolean isBeforeSealed(byte[] text) {
        byte[] line = (FIRST_SEALED_LINE + "\n").getBytes(StandardCharsets.UTF_8);
        int from = startOfText(text);
        return text.length >= from + line.length && Arrays.equals(text, from, from + line.length, line, 0, line.length);
    }

    private static int startOfText(byte[] text) {
        return Arrays.mismatch(text, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length || Arrays.equals(text, BYTE_ORDER_MARK)
                ? BYTE_ORDER_MARK.length
                : 0;
    }

    /** Reads a whole stream; an empty stream has no settings. */
    static Map<String, String> read(InputStream stream) throws IOException {
        return parse(text(stream));
    }

    /**
     * Returns all bytes of a stream.
     *
     * @throws IOException if they are more than any reference has
     */
    public static byte[] text(InputStream stream) throws IOException {
        byte[] text = stream.readNBytes(MAX_BYTES + 1);
        if (text.length > MAX_BYTES) {
            throw notAReference(null);
        }
        return text;
    }

    /**
     * Returns the settings in a properties text.
     *
     * @throws IOException if the text is not a reference, or a setting in it is unknown, malformed or there twice
     */
    public static Map<String, String> parse(byte[] text) throws IOException {
        Map<String, String> settings;
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
            settings = PropertiesText.parse(characters);
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw notAReference(e);
        }
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

    /**
     * Writes the text of settings at once.
     *
     * @param sealed the text of the sealed entries, which is written after it; empty for none
     * @throws IOException if the stream refuses it; all that a keystore stores besides has been stored
     */
    public static void write(Map<String, String> settings, byte[] sealed, OutputStream stream) throws IOException {
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
        String first = sealed.length == 0 ? FIRST_LINE : FIRST_SEALED_LINE;
        String reference = first + "\n" + (lines.isEmpty() ? "" : escaped(lines) + "\n");
        try {
            byte[] plain = reference.getBytes(StandardCharsets.UTF_8);
            byte[] whole = Arrays.copyOf(plain, plain.length + sealed.length);
            System.arraycopy(sealed, 0, whole, plain.length, sealed.length);
            stream.write(whole);
            stream.flush();
        } catch (IOException e) {
            throw new IOException(
                    "LINUXKEYRING keystore is stored, but the reference to its keyring cannot be written: "
                            + e.getMessage() + ". Remove what there is of the file, and store it where there is space",
                    e);
        }
    }

    /**
     * Escapes the characters that {@link #parse} cannot read back. Where Properties writes to a Writer, it escapes no
     * control characters but tabs and line ends; {@link #parse} refuses the others, and UTF-8 cannot encode half a
     * surrogate pair.
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
