package org.linuxkeyring.fleet.message;

import java.math.BigInteger;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;

/** The fields of a SEQUENCE, read one after the other. Bouncy Castle's exceptions become refusals in {@link Der}. */
final class Fields {
    private static final int MOST_TIME_CHARACTERS = 15;

    /** The last second that a GeneralizedTime of four digits can name. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final ASN1Sequence sequence;
    private int at;

    private Fields(ASN1Sequence sequence) {
        this.sequence = sequence;
    }

    static Fields of(ASN1Encodable value) {
        return new Fields(ASN1Sequence.getInstance(value));
    }

    static List<ASN1Encodable> list(ASN1Encodable value, int most) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        if (sequence.size() > most) {
            throw new IllegalArgumentException(
                    "it lists " + sequence.size() + " values where " + most + " are allowed");
        }
        List<ASN1Encodable> values = new ArrayList<>(sequence.size());
        sequence.forEach(values::add);
        return values;
    }

    /** Returns the texts of a list, which is refused if they do not ascend: a set has one encoding. */
    static <T extends Comparable<T>> SortedSet<T> ascending(ASN1Encodable value, int most, Function<String, T> parser) {
        TreeSet<T> found = new TreeSet<>();
        for (ASN1Encodable each : list(value, most)) {
            T next = parser.apply(text(each));
            if (!found.isEmpty() && found.last().compareTo(next) >= 0) {
                throw new IllegalArgumentException("a list is not in ascending order: " + next);
            }
            found.add(next);
        }
        return found;
    }

    static DERSequence sequence(ASN1Encodable... values) {
        return new DERSequence(values);
    }

    static DERSequence sequence(List<? extends ASN1Encodable> values) {
        ASN1EncodableVector vector = new ASN1EncodableVector();
        values.forEach(vector::add);
        return new DERSequence(vector);
    }

    static void requireVersion(long version) {
        if (version < 1) {
            throw new IllegalArgumentException("the version is " + version + " and must be 1 or more");
        }
    }

    static void requireTime(Instant time) {
        if (time.getNano() != 0 || time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("the time " + time + " is not in whole seconds from 1970 to 9999");
        }
    }

    ASN1Encodable next() {
        if (at == sequence.size()) {
            throw new IllegalArgumentException("a field is missing after " + at + " fields");
        }
        return sequence.getObjectAt(at++);
    }

    void requireFormat(long format) throws MessageException {
        long found = number();
        if (found != format) {
            throw new MessageException("Its format is version " + found + ", and this program knows version " + format
                    + ". Update the program");
        }
    }

    /** Returns the value of an optional field with an explicit tag, if it comes next. */
    Optional<ASN1Encodable> optional(int tag) {
        if (at < sequence.size()
                && sequence.getObjectAt(at) instanceof ASN1TaggedObject tagged
                && tagged.hasContextTag(tag)) {
            at++;
            return Optional.of(tagged.getExplicitBaseObject());
        }
        return Optional.empty();
    }

    void end() {
        if (at != sequence.size()) {
            throw new IllegalArgumentException("there are fields after the last one");
        }
    }

    String text() {
        return text(next());
    }

    static String text(ASN1Encodable value) {
        return ASN1UTF8String.getInstance(value).getString();
    }

    static DERUTF8String text(String text) {
        return new DERUTF8String(text);
    }

    boolean flag() {
        return ASN1Boolean.getInstance(next()).isTrue();
    }

    byte[] octets() {
        return ASN1OctetString.getInstance(next()).getOctets();
    }

    long number() {
        return number(next());
    }

    static long number(ASN1Encodable value) {
        BigInteger number = ASN1Integer.getInstance(value).getValue();
        if (number.signum() < 0 || number.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("a number is negative, or has over 63 bits");
        }
        return number.longValue();
    }

    Instant time() {
        return time(next());
    }

    static Instant time(ASN1Encodable value) {
        ASN1GeneralizedTime time = ASN1GeneralizedTime.getInstance(value);
        if (time.getTimeString().length() > MOST_TIME_CHARACTERS + "GMT+00:00".length()) {
            throw new IllegalArgumentException("a time is not in whole seconds");
        }
        try {
            Instant found = time.getDate().toInstant();
            requireTime(found);
            if (!Arrays.equals(Der.encode(time), Der.encode(time(found)))) {
                throw new IllegalArgumentException("a time is not in UTC and whole seconds");
            }
            return found;
        } catch (ParseException e) {
            throw new IllegalArgumentException("a time cannot be read", e);
        }
    }

    static DERGeneralizedTime time(Instant time) {
        return new DERGeneralizedTime(Date.from(time));
    }

    static DERTaggedObject tagged(int tag, ASN1Encodable value) {
        return new DERTaggedObject(true, tag, value);
    }
}
