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
 * Finds the blocks of a PEM text (RFC 7468). A block begins where a line does, as for OpenSSL; all other text is passed
 * over, unless it tells of a private key that would be left out. Works on bytes: what it reads is secret, and a String
 * could not be wiped.
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

    /** Far above any that is used, so that a message which names a label stays short. */
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

    /** The offset behind the end of a line: of LF, CR, or both. */
    static int nextLine(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        boolean isBoth = at + 1 < to && text[at] == '\r' && text[at + 1] == '\n';
        return Math.min(at + (isBoth ? 2 : 1), to);
    }

    /** The number of the line in which an offset is, counted from 1. */
    static int line(byte[] text, int offset) {
        int line = 1;
        for (int at = nextLine(text, 0, text.length); at <= offset && at < text.length; line++) {
            at = nextLine(text, at, text.length);
        }
        return line;
    }

    /** As isspace(3) has it, with which OpenSSL passes over what is no base64. */
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

    /** Empty if it is but a line of text that begins like a block. */
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

    /** The offset of the next END, wherever it stands, or of a BEGIN in a line before that; else the text's end. */
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

    /** Where the dashes behind a label stand; -1 if there are none in that line. */
    private int labelEnd(int from) {
        int end = from;
        while (!isAt(end, DASHES) && end < text.length && end - from < LONGEST_LABEL && isPrintable(text[end])) {
            end++;
        }
        return isAt(end, DASHES) ? end : -1;
    }

    /**
     * A line of dashes that names a private key is what is left of a block, or one of another kind. The certificates
     * beside it must not be taken for what they would be without the key.
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

    /** Whether a label is that of a key which is not public, whatever the tool that wrote it calls it. */
    public static boolean isOtherKey(String label) {
        return isPrivateKey(label) || OTHER_KEY.matcher(label).find();
    }

    /** Whether a label is that of a private key of any kind, however it is spelt. */
    static boolean isPrivateKey(String label) {
        return NO_LETTERS.matcher(label).replaceAll("").toUpperCase(Locale.ROOT).contains(PRIVATE_KEY);
    }

    /** The offset of the first BEGIN of a line, at this offset or behind it; the text's end if there is none. */
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
