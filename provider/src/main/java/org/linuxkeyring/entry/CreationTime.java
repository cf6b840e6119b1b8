package org.linuxkeyring.entry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** An instant as a GeneralizedTime in DER (X.690 section 11.7): UTC, no trailing zeros in the fraction of the second. */
final class CreationTime {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String WHAT = "a time such as 20260131235959.999Z";
    private static final int DIGITS = 14;
    private static final int NANO_DIGITS = 9;

    private CreationTime() {}

    static byte[] write(Instant instant) {
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        String time = withoutTrailingZeros(MILLIS.format(millis)) + "Z";
        return Der.value(Der.GENERALIZED_TIME, time.getBytes(StandardCharsets.US_ASCII));
    }

    private static String withoutTrailingZeros(String time) {
        int end = time.length();
        while (time.charAt(end - 1) == '0') {
            end--;
        }
        return time.substring(0, time.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** Read digit by digit, not by a formatter, since every entry that is read has one. */
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
