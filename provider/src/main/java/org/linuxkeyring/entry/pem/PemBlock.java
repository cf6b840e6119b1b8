package org.linuxkeyring.entry.pem;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.kernel.Printable;

/**
 * A block of a PEM text at its place in the text (RFC 7468 section 2, with headers as in RFC 1421 section 4.6).
 *
 * @param text the whole text
 * @param begin the offset of its BEGIN
 * @param from the offset of the text between BEGIN and END
 * @param to the offset of its END
 */
public record PemBlock(byte[] text, String label, int begin, int from, int to) {

    /** Returns the line that the text has at {@link #to} if the block is complete. */
    byte[] endMarker() {
        return ("-----END " + label + "-----").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the offset after the block. */
    int end() {
        return to + endMarker().length;
    }

    /** Returns the value of a header such as DEK-Info. */
    Optional<String> header(String name) {
        int end = base64();
        for (int line = from; line < end; line = nextLine(line)) {
            String header = new String(text, line, nextLine(line) - line, StandardCharsets.ISO_8859_1);
            if (header.startsWith(name + ":")) {
                return Optional.of(header.substring(name.length() + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** Decodes the base64; the caller wipes the result. */
    public byte[] decode() throws MalformedEntryException {
        byte[] digits = new byte[countDigits()];
        byte[] decoded = new byte[digits.length];
        try {
            int count = 0;
            for (int i = base64(); i < to; i++) {
                if (isDigit(text[i])) {
                    digits[count++] = text[i];
                }
            }
            return Arrays.copyOf(decoded, Base64.getDecoder().decode(digits, decoded));
        } catch (IllegalArgumentException e) {
            throw new MalformedEntryException(to, "the base64 of " + this + " to be whole");
        } finally {
            Arrays.fill(digits, (byte) 0);
            Arrays.fill(decoded, (byte) 0);
        }
    }

    /** Returns the label and line for messages, without any content. */
    @Override
    public String toString() {
        return "the PEM block " + Printable.name(label) + " of line " + line(begin);
    }

    private int countDigits() throws MalformedEntryException {
        int count = 0;
        for (int i = base64(); i < to; i++) {
            if (isDigit(text[i])) {
                count++;
            } else if (!PemText.isBlank(text[i])) {
                throw new MalformedEntryException(i, "base64 in line " + line(i) + ", which is in " + this);
            }
        }
        return count;
    }

    /**
     * Returns where the base64 begins: after the empty line that ends the headers, if the block begins with a header.
     */
    private int base64() {
        boolean inHeaders = false;
        int end;
        for (int line = from; line < to; line = end) {
            end = nextLine(line);
            boolean isEmpty = true;
            for (int i = line; i < end; i++) {
                inHeaders |= text[i] == ':';
                isEmpty &= PemText.isBlank(text[i]);
            }
            if (inHeaders && isEmpty) {
                return end;
            }
            if (!inHeaders && !isEmpty) {
                return from;
            }
        }
        return from;
    }

    private int nextLine(int at) {
        return PemText.nextLine(text, at, to);
    }

    private int line(int offset) {
        return PemText.line(text, offset);
    }

    private static boolean isDigit(byte octet) {
        return octet >= 'A' && octet <= 'Z'
                || octet >= 'a' && octet <= 'z'
                || octet >= '0' && octet <= '9'
                || octet == '+'
                || octet == '/'
                || octet == '=';
    }
}
