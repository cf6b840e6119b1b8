package org.linuxkeyring.entry.der;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * ASN.1 tags, and the writing of DER (X.690) into arrays of exactly the needed size. A growing stream would leave
 * copies of a secret behind.
 */
public final class Der {
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int UTF8_STRING = 0x0c;
    public static final int GENERALIZED_TIME = 0x18;
    static final int BMP_STRING = 0x1e;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;
    public static final int CONTEXT_0 = 0xa0;
    public static final int CONTEXT_1 = 0xa1;

    /** The first octet of an indefinite length (X.690 section 8.1.3.6), which only BER has. */
    public static final int INDEFINITE = 0x80;

    private Der() {}

    /** Returns the tag and length octets of a value with content of this length. */
    public static byte[] header(int tag, int length) {
        int lengthOctets = length < 0x80 ? 0 : (Integer.SIZE + 7 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] header = new byte[2 + lengthOctets];
        header[0] = (byte) tag;
        header[1] = (byte) (lengthOctets == 0 ? length : 0x80 | lengthOctets);
        for (int i = 0; i < lengthOctets; i++) {
            header[header.length - 1 - i] = (byte) (length >> (8 * i));
        }
        return header;
    }

    /** Returns the value whose content is these parts, one after the other. */
    public static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] header = header(tag, length);
        byte[] value = new byte[header.length + length];
        System.arraycopy(header, 0, value, 0, header.length);
        int at = header.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, value, at, part.length);
            at += part.length;
        }
        return value;
    }

    public static byte[] objectIdentifier(String dotted) {
        try {
            return new ASN1ObjectIdentifier(dotted).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
