package org.linuxkeyring.entry.der;

/**
 * The detection, by a payload's first bytes, of whether it is DER and what it begins with. docs/FORMAT.md has the
 * rules.
 */
public final class PayloadStart {

    public enum Shape {
        /** A PrivateKeyInfo (RFC 5958), version 0 or 1. */
        PRIVATE_KEY_INFO,
        /** An EncryptedPrivateKeyInfo (RFC 5958 section 3), encrypted by an algorithm of PKCS #5 or PKCS #12. */
        ENCRYPTED_PRIVATE_KEY_INFO,
        /** A certificate (RFC 5280). */
        CERTIFICATE,
        /** A list of integers: RSAPrivateKey of RFC 8017 appendix A.1.2, or OpenSSL's DSA key. */
        INTEGERS,
        /** An ECPrivateKey (RFC 5915). */
        EC_PRIVATE_KEY,
        /** One of the above, in a payload that ends before it can be determined which. */
        CUT_OFF,
        /** None of these: the payload is PEM or other bytes. */
        OTHER
    }

    /** 1.2.840.113549.1, the arc of the PKCS standards. */
    private static final int[] PKCS_ARC = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01};

    private static final int SMALLEST_LONG_LENGTH = 0x80;
    private static final int LONGEST_SERIAL_NUMBER = 21;
    private static final long NO_LENGTH = -1;

    private final byte[] payload;
    private int at;
    private boolean cutOff;
    private long outerLength;
    private long outerEnd;

    private PayloadStart(byte[] payload) {
        this.payload = payload;
    }

    public static Shape of(byte[] payload) {
        PayloadStart start = new PayloadStart(payload);
        Shape shape = start.shape();
        return shape != Shape.OTHER && start.cutOff ? Shape.CUT_OFF : shape;
    }

    private Shape shape() {
        if (!is(Der.SEQUENCE)) {
            return Shape.OTHER;
        }
        outerLength = length();
        outerEnd = at + outerLength;
        if (outerLength == NO_LENGTH) {
            return Shape.OTHER;
        }
        if (is(Der.INTEGER)) {
            return afterVersion();
        }
        return is(Der.SEQUENCE) && fits() ? insideSequence() : Shape.OTHER;
    }

    private Shape afterVersion() {
        if (!is(1)) {
            return Shape.OTHER;
        }
        boolean zero = is(0);
        if (!zero && !is(1)) {
            return Shape.OTHER;
        }
        if (is(Der.SEQUENCE)) {
            return fits() && is(Der.OBJECT_IDENTIFIER) ? Shape.PRIVATE_KEY_INFO : Shape.OTHER;
        }
        if (is(Der.INTEGER)) {
            return isLong() && fits() ? Shape.INTEGERS : Shape.OTHER;
        }
        return !zero && is(Der.OCTET_STRING) && fits() ? Shape.EC_PRIVATE_KEY : Shape.OTHER;
    }

    private Shape insideSequence() {
        if (!is(Der.OBJECT_IDENTIFIER)) {
            return isLong() && isCertificate() ? Shape.CERTIFICATE : Shape.OTHER;
        }
        if (!fits()) {
            return Shape.OTHER;
        }
        for (int octet : PKCS_ARC) {
            if (!is(octet)) {
                return Shape.OTHER;
            }
        }
        // Otherwise a text of four characters, such as the PIN 0700, would be an encrypted key that is cut off.
        return isLong() || !cutOff ? Shape.ENCRYPTED_PRIVATE_KEY_INFO : Shape.OTHER;
    }

    private boolean isCertificate() {
        return is(Der.CONTEXT_0) ? isVersion() : isSerialNumberAndAlgorithm();
    }

    private boolean isVersion() {
        return is(3) && is(Der.INTEGER) && is(1) && (is(2) || is(1));
    }

    /** Returns whether a version 1 certificate begins here, which states no version. */
    private boolean isSerialNumberAndAlgorithm() {
        if (!is(Der.INTEGER)) {
            return false;
        }
        long length = length();
        if (length == NO_LENGTH || length > LONGEST_SERIAL_NUMBER) {
            return false;
        }
        at = (int) Math.min(payload.length, at + length);
        return is(Der.SEQUENCE) && fits() && is(Der.OBJECT_IDENTIFIER);
    }

    /** Returns whether the first value's length is one that all certificates and RSA keys have, and no text. */
    private boolean isLong() {
        return outerLength >= SMALLEST_LONG_LENGTH;
    }

    /** Reads a length, and returns whether a value of that length ends within the first value. */
    private boolean fits() {
        long length = length();
        return length != NO_LENGTH && at + length <= outerEnd;
    }

    /**
     * Reads this octet if it comes next, and returns whether it does. After the payload's end any octet could come
     * next.
     */
    private boolean is(int octet) {
        if (at == payload.length) {
            cutOff = true;
            return true;
        }
        if ((payload[at] & 0xff) != octet) {
            return false;
        }
        at++;
        return true;
    }

    /** Reads a length; the result is 0 if the payload ends within it. */
    private long length() {
        int first = octet();
        if (first < SMALLEST_LONG_LENGTH) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets < 1 || octets > 4) {
            return NO_LENGTH;
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        if (cutOff) {
            return 0;
        }
        return length < SMALLEST_LONG_LENGTH || length >>> (8 * (octets - 1)) == 0 ? NO_LENGTH : length;
    }

    private int octet() {
        if (at == payload.length) {
            cutOff = true;
            return 0;
        }
        return payload[at++] & 0xff;
    }
}
