package org.linuxkeyring.entry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The creation time of an entry as a GeneralizedTime in DER (X.690 section 11.7): in UTC, without trailing zeros in the
 * fraction of the second.
 */
final class CreationTime {
    private static final String WHAT = "a time such as 20260131235959.999Z";
    private static final int DIGITS = 14;
    private static final int NANO_DIGITS = 9;

    /** The length of the fraction that is written: a point and three digits for milliseconds. */
    private static final int FRACTION = 4;

    private static final int NANOS_A_MILLI = 1_000_000;

    private CreationTime() {}

    /** Encodes an instant, digit by digit as {@link #read} decodes it. */
    static byte[] write(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        byte[] text = new byte[DIGITS + FRACTION + 1];
        put(text, 0, 4, time.getYear());
        put(text, 4, 6, time.getMonthValue());
        put(text, 6, 8, time.getDayOfMonth());
        put(text, 8, 10, time.getHour());
        put(text, 10, 12, time.getMinute());
        put(text, 12, DIGITS, time.getSecond());
        text[DIGITS] = '.';
        put(text, DIGITS + 1, DIGITS + FRACTION, time.getNano() / NANOS_A_MILLI);
        int end = DIGITS + FRACTION;
        while (text[end - 1] == '0') {
            end--;
        }
        end = text[end - 1] == '.' ? end - 1 : end;
        text[end] = 'Z';
        return Der.value(Der.GENERALIZED_TIME, Arrays.copyOf(text, end + 1));
    }

    private static void put(byte[] text, int from, int to, int number) {
        int rest = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Decodes a time. This does not use a formatter, because every entry that is read has a creation time. */
    static Instant read(DerValue value) throws MalformedEntryException {
        int length = value.length();
        boolean hasFraction = length > DIGITS + 1;
        if (value.tag() != Der.GENERALIZED_TIME
                || length < DIGITS + 1
                || at(value, length - 1) != 'Z'
                || hasFraction
                        && (at(value, DIGITS) != '.' || length < DIGITS + 3 || length > DIGITS + 2 + NANO_DIGITS)) {
            throw new MalformedEntryException(value.start(), WHAT);
        }
        int nanos = hasFraction ? number(value, DIGITS + 1, length - 1) : 0;
        for (int digits = length - 2 - DIGITS; digits < NANO_DIGITS; digits++) {
            nanos *= 10;
        }
        try {
            return LocalDateTime.of(
                            number(value, 0, 4),
                            number(value, 4, 6),
                            number(value, 6, 8),
                            number(value, 8, 10),
                            number(value, 10, 12),
                            number(value, 12, DIGITS),
                            nanos)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new MalformedEntryException(value.start(), WHAT);
        }
    }

    private static int number(DerValue value, int from, int to) throws MalformedEntryException {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = at(value, i) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedEntryException(value.content() + i, WHAT);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int at(DerValue value, int index) {
        return value.in()[value.content() + index];
    }
}
