package org.linuxkeyring.entry.der;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** A DER value at its place in an array, with the offsets of its tag, of its content and of its end. */
public record DerValue(byte[] in, int start, int content, int end) {

    /** Returns the OBJECT IDENTIFIER with this dotted form. */
    public static DerValue objectIdentifier(String dotted) {
        byte[] encoded = Der.objectIdentifier(dotted);
        return new DerValue(encoded, 0, 2, encoded.length);
    }

    /** Returns the one value that these bytes are. */
    public static DerValue of(byte[] bytes, String what) throws MalformedEntryException {
        DerReader reader = new DerReader(bytes);
        DerValue value = reader.next(what);
        reader.end(what);
        return value;
    }

    public int tag() {
        return in[start] & 0xff;
    }

    public int length() {
        return end - content;
    }

    public DerReader reader() {
        return new DerReader(in, content, end);
    }

    /** Returns a copy of tag, length and content. */
    public byte[] encoded() {
        return Arrays.copyOfRange(in, start, end);
    }

    public byte[] contentCopy() {
        return Arrays.copyOfRange(in, content, end);
    }

    /** Returns a buffer over the content, without a copy. */
    ByteBuffer contentBuffer() {
        return ByteBuffer.wrap(in, content, length());
    }

    /** Returns whether this value, with its tag and length, has this encoding. */
    public boolean isEncoded(byte[] encoding) {
        return Arrays.equals(in, start, end, encoding, 0, encoding.length);
    }

    /** Returns the dotted form of this OBJECT IDENTIFIER. */
    public String objectIdentifier() throws MalformedEntryException {
        try {
            return ASN1ObjectIdentifier.fromContents(contentCopy()).getId();
        } catch (IllegalArgumentException e) {
            throw new MalformedEntryException(start, "an object identifier");
        }
    }

    /** Compares encodings, so that a value can be a key of a map without being copied. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DerValue value && Arrays.equals(in, start, end, value.in, value.start, value.end);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = content; i < end; i++) {
            hash = 31 * hash + in[i];
        }
        return hash;
    }

    public void wipe() {
        Arrays.fill(in, start, end, (byte) 0);
    }
}
