package org.linuxkeyring.entry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the blocks of a PEM text (RFC 7468); all other text is passed over. Works on bytes: what it reads is secret, and
 * a String could not be wiped.
 */
final class PemText {
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

    /** Far above any that is used, so that a message which names a label stays short. */
    private static final int LONGEST_LABEL = 64;

    private PemText() {}

    static boolean isIn(byte[] payload) {
        return find(BEGIN, payload, 0) < payload.length;
    }

    static List<PemBlock> blocks(byte[] text) throws MalformedEntryException {
        List<PemBlock> blocks = new ArrayList<>();
        int begin = find(BEGIN, text, 0);
        while (begin < text.length) {
            PemBlock block = block(text, begin);
            blocks.add(block);
            begin = find(BEGIN, text, block.to());
        }
        return blocks;
    }

    private static PemBlock block(byte[] text, int begin) throws MalformedEntryException {
        String label = label(text, begin + BEGIN.length);
        int from = begin + BEGIN.length + label.length() + DASHES.length;
        byte[] end = ("-----END " + label + "-----").getBytes(StandardCharsets.US_ASCII);
        int to = find(END, text, from);
        PemBlock block = new PemBlock(text, label, begin, from, to);
        int nextBegin = find(BEGIN, text, from);
        if (nextBegin < to || !isAt(to, end, text)) {
            throw new MalformedEntryException(Math.min(nextBegin, to), "the END of " + block);
        }
        return block;
    }

    private static String label(byte[] text, int from) throws MalformedEntryException {
        int end = from;
        while (!isAt(end, DASHES, text) && end < text.length && end - from < LONGEST_LABEL && isPrintable(text[end])) {
            end++;
        }
        if (!isAt(end, DASHES, text)) {
            throw new MalformedEntryException(end, "the five dashes that end a PEM block's label");
        }
        return new String(text, from, end - from, StandardCharsets.US_ASCII);
    }

    /** The first offset of the marker at or behind one; the text's end if there is none. */
    private static int find(byte[] marker, byte[] text, int from) {
        for (int i = from; i <= text.length - marker.length; i++) {
            if (isAt(i, marker, text)) {
                return i;
            }
        }
        return text.length;
    }

    private static boolean isAt(int offset, byte[] marker, byte[] text) {
        return offset + marker.length <= text.length
                && text[offset] == marker[0]
                && Arrays.equals(text, offset, offset + marker.length, marker, 0, marker.length);
    }

    private static boolean isPrintable(byte octet) {
        return octet >= ' ' && octet <= '~';
    }
}
