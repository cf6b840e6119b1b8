package org.linuxkeyring.keystore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The encoding of Java strings as key descriptions. Any string can be encoded and decoded again. Text that UTF-8 can
 * carry stands for itself; other text (see docs/ALIASES.md) is escaped as a backslash, {@code u} and four hex digits.
 *
 * <p>The escaped characters are NUL, unpaired surrogates, and a backslash that would read as an escape; the empty
 * string is written as {@code \}{@code u} alone. A byte 0x80..0xff of a foreign description that is not UTF-8 reads as
 * the unpaired surrogate U+DC80..U+DCFF, which is written back as that byte.
 */
final class DescriptionText {
    private static final String EMPTY = "\\u";
    private static final byte[] NOTHING = {};
    private static final int ESCAPE_LENGTH = 6;
    /** The base of the surrogates for bytes that are not UTF-8: U+DC00 plus the byte, as in Python's PEP 383. */
    private static final int FOREIGN_BYTE = 0xdc00;

    private DescriptionText() {}

    static byte[] encode(String prefix, String text) {
        if (standsForItself(text)) {
            return (prefix.isEmpty() ? text : prefix + text).getBytes(StandardCharsets.UTF_8);
        }
        byte[] withBytes = encode(prefix, text, true);
        // Several foreign bytes in a row may add up to a character of UTF-8. Then they are escaped, so that they are
        // read back as separate characters.
        return decode(prefix, withBytes).filter(text::equals).isPresent() ? withBytes : encode(prefix, text, false);
    }

    /**
     * Returns whether each character of a non-empty text is a byte of its own, unescaped. Nearly every alias is such a
     * text, and each lookup calls this method, hence it uses no stream.
     */
    static boolean standsForItself(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80 || c == '\\') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static byte[] encode(String prefix, String text, boolean foreignBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(prefix.length() + text.length());
        out.writeBytes(prefix.getBytes(StandardCharsets.UTF_8));
        if (text.isEmpty()) {
            out.writeBytes(EMPTY.getBytes(StandardCharsets.US_ASCII));
        }
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (foreignBytes && codePoint >= FOREIGN_BYTE + 0x80 && codePoint <= FOREIGN_BYTE + 0xff) {
                out.write(codePoint - FOREIGN_BYTE);
            } else if (isEscaped(codePoint) || codePoint == '\\' && readsAsEscape(text, i)) {
                out.writeBytes(String.format("\\u%04x", codePoint).getBytes(StandardCharsets.US_ASCII));
            } else {
                out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static boolean isEscaped(int codePoint) {
        return codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean readsAsEscape(String text, int at) {
        return at == 0 && text.equals(EMPTY) || escapedAt(text, at) >= 0;
    }

    /**
     * Returns the character that the escape at this position stands for, or -1 if there is no escape that
     * {@code encode} would have written.
     */
    private static int escapedAt(String text, int at) {
        if (!text.startsWith("\\u", at) || at + ESCAPE_LENGTH > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            char c = text.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return isEscaped(value) || value == '\\' ? value : -1;
    }

    /** Returns the text after the prefix; empty if the description does not begin with the prefix. */
    static Optional<String> decode(String prefix, byte[] description) {
        byte[] start = prefix.isEmpty() ? NOTHING : prefix.getBytes(StandardCharsets.UTF_8);
        if (description.length < start.length || !Arrays.equals(start, 0, start.length, description, 0, start.length)) {
            return Optional.empty();
        }
        String ascii =
                new String(description, start.length, description.length - start.length, StandardCharsets.ISO_8859_1);
        if (standsForItself(ascii)) {
            return Optional.of(ascii);
        }
        String text = characters(ByteBuffer.wrap(description, start.length, description.length - start.length));
        if (text.equals(EMPTY)) {
            return Optional.of("");
        }
        if (text.indexOf('\\') < 0) {
            return Optional.of(text);
        }
        StringBuilder unescaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int escaped = escapedAt(text, i);
            unescaped.append(escaped >= 0 ? (char) escaped : text.charAt(i));
            i += escaped >= 0 ? ESCAPE_LENGTH : 1;
        }
        return Optional.of(unescaped.toString());
    }

    private static String characters(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(bytes.remaining());
        while (true) {
            CoderResult result = decoder.decode(bytes, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (FOREIGN_BYTE + (bytes.get() & 0xff)));
            }
        }
    }
}
