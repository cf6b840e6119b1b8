package org.linuxkeyring.entry.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The search for the blocks of a PEM text (RFC 7468). As in OpenSSL, a block begins at the beginning of a line. Other
 * text is ignored, unless it mentions a private key that would not be read. The text stays in bytes, because it is
 * secret and a String could not be wiped.
 */
public final class PemText {
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO_DASHES = {'-', '-'};
    private static final String PRIVATE_KEY = "PRIVATEKEY";
    private static final Pattern OTHER_KEY = Pattern.compile("(?<!PUBLIC ?)KEY( BLOCK)?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z]");

    /** The longest label, which is far above any in use, so that a message which names a label stays short. */
    private static final int LONGEST_LABEL = 64;

    private final byte[] text;

    private PemText(byte[] text) {
        this.text = text;
    }

    public static boolean isIn(byte[] payload) {
        PemText pem = new PemText(payload);
        return pem.nextBegin(pem.start()) < payload.length;
    }

    public static List<PemBlock> blocks(byte[] text) throws MalformedEntryException {
        return new PemText(text).blocks();
    }

    /** Returns the offset after the end of a line, which is LF, CR, or both. */
    static int nextLine(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        boolean isBoth = at + 1 < to && text[at] == '\r' && text[at + 1] == '\n';
        return Math.min(at + (isBoth ? 2 : 1), to);
    }

    /** Returns the number of the line that contains an offset, counted from 1. */
    static int line(byte[] text, int offset) {
        int line = 1;
        for (int at = nextLine(text, 0, text.length); at <= offset && at < text.length; line++) {
            at = nextLine(text, at, text.length);
        }
        return line;
    }

    /** Returns whether an octet is white space in the sense of isspace(3), which OpenSSL ignores within base64. */
    static boolean isBlank(byte octet) {
        return octet == ' ' || octet >= '\t' && octet <= '\r';
    }

    private List<PemBlock> blocks() throws MalformedEntryException {
        List<PemBlock> blocks = new ArrayList<>();
        int line = start();
        while (line < text.length) {
            int at = passOverBlanks(line);
            Optional<PemBlock> block = isAt(at, BEGIN) ? block(line, at) : Optional.empty();
            if (block.isPresent()) {
                blocks.add(block.get());
                line = block.get().end();
            } else {
                requireNoPrivateKey(at);
                line = nextLine(text, line, text.length);
            }
        }
        if (blocks.isEmpty()) {
            throw new MalformedEntryException(
                    nextBegin(start()), "a PEM block, whose BEGIN and END stand between five dashes each");
        }
        return blocks;
    }

    /** Returns the block that begins here; empty if it is a line of text that only resembles a BEGIN. */
    private Optional<PemBlock> block(int line, int begin) throws MalformedEntryException {
        int labelFrom = begin + BEGIN.length;
        int labelEnd = labelEnd(labelFrom);
        if (labelEnd < 0) {
            return Optional.empty();
        }
        String label = new String(text, labelFrom, labelEnd - labelFrom, StandardCharsets.US_ASCII);
        int from = labelEnd + DASHES.length;
        int to = endOrNextBegin(from);
        PemBlock block = new PemBlock(text, label, begin, from, to);
        if (isAt(to, block.endMarker())) {
            return Optional.of(block);
        }
        boolean isText = begin > line || !isLineEnd(passOverBlanks(from));
        if (isText && !isPrivateKey(label)) {
            return Optional.empty();
        }
        throw new MalformedEntryException(to, "the END of " + block);
    }

    /**
     * Returns the offset of the next END anywhere, or of a BEGIN at the beginning of a line before that; else the
     * text's end.
     */
    private int endOrNextBegin(int from) {
        boolean isLineStart = false;
        for (int at = from; at < text.length; at++) {
            if (isAt(at, END) || isLineStart && isAt(at, BEGIN)) {
                return at;
            }
            isLineStart = isLineEnd(at) || isLineStart && isBlank(text[at]);
        }
        return text.length;
    }

    /** Returns the offset of the dashes after a label, or -1 if the line has none. */
    private int labelEnd(int from) {
        int end = from;
        while (!isAt(end, DASHES) && end < text.length && end - from < LONGEST_LABEL && isPrintable(text[end])) {
            end++;
        }
        return isAt(end, DASHES) ? end : -1;
    }

    /**
     * Requires that a line of dashes does not mention a private key: it would be the rest of a block, or a block of
     * another kind. The certificates beside it must not be read as if there were no key.
     */
    private void requireNoPrivateKey(int at) throws MalformedEntryException {
        if (isAt(at, TWO_DASHES)) {
            int end = nextLine(text, at, text.length);
            if (isPrivateKey(new String(text, at, end - at, StandardCharsets.ISO_8859_1))) {
                throw new MalformedEntryException(
                        at,
                        "no private key beside those that can be read, but line " + line(text, at) + " is part of one");
            }
        }
    }

    /** Returns whether a label is that of a key which is not public, by whichever tool it was written. */
    public static boolean isOtherKey(String label) {
        return isPrivateKey(label) || OTHER_KEY.matcher(label).find();
    }

    /** Returns whether a label is that of a private key of any kind, in any spelling. */
    static boolean isPrivateKey(String label) {
        return NO_LETTERS.matcher(label).replaceAll("").toUpperCase(Locale.ROOT).contains(PRIVATE_KEY);
    }

    /**
     * Returns the offset of the first BEGIN at the beginning of a line, at this offset or after it; the text's end if
     * there is none.
     */
    private int nextBegin(int from) {
        for (int line = from; line < text.length; line = nextLine(text, line, text.length)) {
            int at = passOverBlanks(line);
            if (isAt(at, BEGIN)) {
                return at;
            }
        }
        return text.length;
    }

    private int start() {
        return isAt(0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    }

    private int passOverBlanks(int from) {
        int at = from;
        while (!isLineEnd(at) && isBlank(text[at])) {
            at++;
        }
        return at;
    }

    private boolean isLineEnd(int at) {
        return at == text.length || text[at] == '\n' || text[at] == '\r';
    }

    private boolean isAt(int offset, byte[] marker) {
        return offset + marker.length <= text.length
                && text[offset] == marker[0]
                && Arrays.equals(text, offset, offset + marker.length, marker, 0, marker.length);
    }

    private static boolean isPrintable(byte octet) {
        return octet >= ' ' && octet <= '~';
    }
}
