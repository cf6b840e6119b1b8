package org.linuxkeyring.entry.der;

/**
 * A reader of DER values one after the other (X.690 section 8.1, with the definite, shortest lengths of section 10.1).
 * It builds no object tree, because every read of an entry uses it.
 */
public final class DerReader {
    private final byte[] in;
    private final int end;
    private int at;

    public DerReader(byte[] in) {
        this(in, 0, in.length);
    }

    public DerReader(byte[] in, int from, int end) {
        this.in = in;
        this.at = from;
        this.end = end;
    }

    public boolean hasNext() {
        return at < end;
    }

    /** Returns whether a value follows and has this tag. */
    public boolean nextIs(int tag) {
        return at < end && (in[at] & 0xff) == tag;
    }

    public DerValue next(int tag, String what) throws MalformedEntryException {
        if (!nextIs(tag)) {
            throw new MalformedEntryException(at, what);
        }
        return next(what);
    }

    public DerValue next(String what) throws MalformedEntryException {
        int start = at;
        int tag = octet(what);
        if ((tag & 0x1f) == 0x1f) {
            throw new MalformedEntryException(start, what);
        }
        long length = length(what);
        if (length > end - at) {
            throw new MalformedEntryException(
                    end, what + " of " + length + " bytes, begun at offset " + start + ", to go on");
        }
        int content = at;
        at += (int) length;
        return new DerValue(in, start, content, at);
    }

    /** Requires that nothing follows. */
    public void end(String what) throws MalformedEntryException {
        if (hasNext()) {
            throw new MalformedEntryException(at, "the end of " + what);
        }
    }

    private long length(String what) throws MalformedEntryException {
        int start = at;
        int first = octet(what);
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 4) {
            throw new MalformedEntryException(start, "the definite length of " + what + ", below 4 GiB");
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet(what);
        }
        if (length < 0x80 || length >>> (8 * (octets - 1)) == 0) {
            throw new MalformedEntryException(start, "the length of " + what + " in its shortest form");
        }
        return length;
    }

    private int octet(String what) throws MalformedEntryException {
        if (at == end) {
            throw new MalformedEntryException(at, what + ", but the data ends");
        }
        return in[at++] & 0xff;
    }
}
