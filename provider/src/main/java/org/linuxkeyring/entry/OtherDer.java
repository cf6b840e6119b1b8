package org.linuxkeyring.entry;

import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The refusal of payloads that are DER or BER but not an entry. Without it they would be taken for the bytes of a
 * secret key.
 */
final class OtherDer {
    private static final int[][] KEYS = {
        {Der.INTEGER, 1, 0, Der.SEQUENCE}, {Der.INTEGER, 1, 1, Der.SEQUENCE},
        {Der.INTEGER, 1, 0, Der.INTEGER}, {Der.INTEGER, 1, 1, Der.OCTET_STRING}
    };
    private static final int[][] CERTIFICATES = {
        {Der.CONTEXT_0, 3, Der.INTEGER, 1}, {Der.CONTEXT_0, Der.INDEFINITE, Der.INTEGER, 1}
    };
    private static final String REMEDY = " (openssl pkey or x509, -outform DER, writes that)";

    private OtherDer() {}

    static void refuse(byte[] payload) throws MalformedEntryException {
        if (payload.length == 0 || payload[0] != Der.SEQUENCE) {
            return;
        }
        if (isBer(payload)) {
            throw MalformedEntryException.unusable(
                    0, "this is BER, with lengths that DER does not have; only DER is read" + REMEDY);
        }
        if (is(payload, OtherDer::passOverPublicKey)) {
            throw MalformedEntryException.unusable(
                    0, "this is a public key by itself; an entry is a private or secret key, or a certificate");
        }
        if (is(payload, OtherDer::passOverRequest)) {
            throw MalformedEntryException.unusable(
                    0, "this is a certificate request; an entry is a private or secret key, or a certificate");
        }
    }

    /**
     * Returns whether this is BER. The payload is known not to begin as a bundle, so the cause is its lengths, which
     * are not DER's.
     */
    private static boolean isBer(byte[] payload) {
        int content = behindLength(payload, 1);
        if (isOneOf(KEYS, payload, content)) {
            return true;
        }
        return content < payload.length
                && payload[content] == Der.SEQUENCE
                && isOneOf(CERTIFICATES, payload, behindLength(payload, content + 1));
    }

    private static int behindLength(byte[] payload, int at) {
        if (at >= payload.length) {
            return payload.length;
        }
        int first = payload[at] & 0xff;
        return first <= Der.INDEFINITE ? at + 1 : at + 1 + (first & 0x7f);
    }

    private static boolean isOneOf(int[][] beginnings, byte[] payload, int at) {
        for (int[] beginning : beginnings) {
            boolean is = at + beginning.length <= payload.length;
            for (int i = 0; is && i < beginning.length; i++) {
                is = (payload[at + i] & 0xff) == beginning[i];
            }
            if (is) {
                return true;
            }
        }
        return false;
    }

    @FunctionalInterface
    private interface Structure {
        void passOver(DerReader fields) throws MalformedEntryException;
    }

    private static boolean is(byte[] payload, Structure structure) {
        try {
            structure.passOver(DerValue.of(payload, "a value").reader());
            return true;
        } catch (MalformedEntryException e) {
            return false;
        }
    }

    /** Skips the fields of a SubjectPublicKeyInfo (RFC 5280 section 4.1). */
    private static void passOverPublicKey(DerReader fields) throws MalformedEntryException {
        DerReader algorithm = fields.next(Der.SEQUENCE, "an algorithm").reader();
        algorithm.next(Der.OBJECT_IDENTIFIER, "an object identifier");
        fields.next(Der.BIT_STRING, "a public key");
        fields.end("the public key");
    }

    /** Skips the fields of a CertificationRequest (RFC 2986 section 4). */
    private static void passOverRequest(DerReader fields) throws MalformedEntryException {
        DerReader info = fields.next(Der.SEQUENCE, "a request").reader();
        info.next(Der.INTEGER, "a version");
        info.next(Der.SEQUENCE, "a subject");
        passOverPublicKey(info.next(Der.SEQUENCE, "a public key").reader());
        fields.next(Der.SEQUENCE, "an algorithm");
        fields.next(Der.BIT_STRING, "a signature");
        fields.end("the request");
    }
}
