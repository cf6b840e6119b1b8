package org.linuxkeyring.fleet.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.linuxkeyring.entry.der.DerDepth;
import org.linuxkeyring.entry.der.DerReader;

/** Messages as DER, of limited size and depth. What is not DER, such as BER, is refused: a message has one encoding. */
final class Der {
    /** The longest message in bytes; a request to etcd has 1.5 MiB at most (its option --max-request-bytes). */
    static final int MOST_BYTES = 1 << 20;

    private Der() {}

    /** A decoder whose IllegalArgumentException or IllegalStateException says what is wrong with a value. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(ASN1Primitive value) throws IOException, MessageException;
    }

    static byte[] encode(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decodes a message, which is refused if it is not exactly one value in DER. */
    static <T> T decode(byte[] message, String what, Decoder<T> decoder) throws MessageException {
        if (message.length > MOST_BYTES) {
            throw new MessageException(
                    "The " + what + " has " + message.length + " bytes, and " + MOST_BYTES + " are allowed");
        }
        byte[] again = new byte[0];
        try {
            DerReader reader = new DerReader(message);
            DerDepth.require(reader.next(what));
            reader.end(what);
            ASN1Primitive value = ASN1Primitive.fromByteArray(message);
            again = encode(value);
            if (!Arrays.equals(message, again)) {
                throw new MessageException("The " + what + " is not in DER");
            }
            return decoder.decode(value);
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle throws IllegalArgumentException and others for values of another type than is asked for.
            throw new MessageException("The " + what + " cannot be read: " + why(e), e);
        } finally {
            Arrays.fill(again, (byte) 0);
        }
    }

    /** Wipes the octets of a value that is not used any more: keys are OCTET STRINGs in it. */
    static void wipe(ASN1Encodable value) {
        if (value instanceof ASN1OctetString octets) {
            // Bouncy Castle returns the array itself.
            Arrays.fill(octets.getOctets(), (byte) 0);
        } else if (value instanceof ASN1Sequence sequence) {
            sequence.forEach(Der::wipe);
        } else if (value instanceof ASN1TaggedObject tagged) {
            // An implicit tag, as of a public key in PKCS #8 (RFC 5958), has a base object too.
            wipe(tagged.getBaseObject());
        } else if (value instanceof PrivateKeyInfo key) {
            wipe(key.toASN1Primitive());
        }
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? "a value is not what it must be" : e.getMessage();
    }
}
