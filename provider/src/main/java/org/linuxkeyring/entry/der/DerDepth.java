package org.linuxkeyring.entry.der;

/**
 * The limit on the nesting of DER values. The JDK and Bouncy Castle decode by recursion, and a deeply nested payload
 * would exhaust the stack. The walk enters strings as well, because certificates and keys have DER in them.
 */
public final class DerDepth {
    /** The deepest nesting that is accepted: four times that of a certificate with all extensions of RFC 5280. */
    static final int MOST = 64;

    private static final int CONSTRUCTED = 0x20;

    private final byte[] in;

    private DerDepth(byte[] in) {
        this.in = in;
    }

    public static void require(DerValue value) throws MalformedEntryException {
        new DerDepth(value.in()).walk(value.start(), value.end(), 1);
    }

    /**
     * Walks from header to header. Bytes that are not DER end the walk, as they end any decoding of them; an indefinite
     * length is taken to reach to the end.
     */
    private void walk(int from, int end, int depth) throws MalformedEntryException {
        int at = from;
        while (at + 2 <= end) {
            int tag = in[at];
            int first = in[at + 1] & 0xff;
            int octets = Math.max(0, first - Der.INDEFINITE);
            int content = at + 2 + octets;
            if (octets > Integer.BYTES || content > end) {
                return;
            }
            long length = first == Der.INDEFINITE ? end - content : length(at + 1, first, octets);
            if (length > end - content) {
                return;
            }
            if (depth > MOST) {
                throw MalformedEntryException.unusable(at, "more than " + MOST + " values lie in each other there");
            }
            at = content + (int) length;
            if (isLookedInto(tag)) {
                walk(tag == Der.BIT_STRING ? content + 1 : content, at, depth + 1);
            }
        }
    }

    private long length(int at, int first, int octets) {
        long length = octets == 0 ? first : 0;
        for (int i = 1; i <= octets; i++) {
            length = length << 8 | in[at + i] & 0xff;
        }
        return length;
    }

    private static boolean isLookedInto(int tag) {
        return (tag & CONSTRUCTED) != 0 || tag == Der.OCTET_STRING || tag == Der.BIT_STRING;
    }
}
