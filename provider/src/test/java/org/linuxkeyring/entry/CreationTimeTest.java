package org.linuxkeyring.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** GeneralizedTime in DER (X.690 section 11.7), digit by digit. */
class CreationTimeTest {
    private static DerValue time(String text) {
        return DerValue.of(Der.value(Der.GENERALIZED_TIME, text.getBytes(US_ASCII)), "a time");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T23:59:59.999Z, 20260131235959.999Z",
        "2026-11-27T12:34:56.120Z, 20261127123456.12Z",
        "2026-11-27T12:34:56.100Z, 20261127123456.1Z",
        "2026-11-27T12:34:50Z, 20261127123450Z",
        "2026-11-27T12:34:00Z, 20261127123400Z",
        "0000-01-01T00:00:00Z, 00000101000000Z",
        "9999-12-31T23:59:59.001Z, 99991231235959.001Z"
    })
    void aTimeIsWrittenWithoutTrailingZerosAndReadBack(Instant instant, String text) {
        assertArrayEquals(Der.value(Der.GENERALIZED_TIME, text.getBytes(US_ASCII)), CreationTime.write(instant));
        assertEquals(instant, CreationTime.read(time(text)));
    }

    @ParameterizedTest
    @CsvSource({
        "20261127123456.123456789Z, 2026-11-27T12:34:56.123456789Z",
        "20261127123456.000000001Z, 2026-11-27T12:34:56.000000001Z",
        "20261127123456.12345678Z, 2026-11-27T12:34:56.12345678Z",
        "20261127123456.9Z, 2026-11-27T12:34:56.9Z"
    })
    void aFractionHasUpToNineDigits(String text, Instant instant) {
        assertEquals(instant, CreationTime.read(time(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026112712345Z",
                "20261127123456",
                "202611271234567",
                "20261127123456.Z",
                "20261127123456,1Z",
                "20261127123456.1234567890Z",
                "20261127123456+0100",
                "20261327123456Z",
                "20261127243456Z",
                "20261127126056Z",
                "20261127123460Z",
                "20260230123456Z",
                ""
            })
    void anyOtherFormIsMalformedAtItsStart(String text) {
        assertEquals(
                0,
                assertThrows(MalformedEntryException.class, () -> CreationTime.read(time(text)))
                        .offset());
    }

    @ParameterizedTest
    @CsvSource({"2026112712345/Z, 15", "2026112712345:Z, 15", "x0261127123456Z, 2", "20261127123456.1xZ, 18"})
    void whatIsNoDigitIsMalformedAtItsPlace(String text, int offset) {
        assertEquals(
                offset,
                assertThrows(MalformedEntryException.class, () -> CreationTime.read(time(text)))
                        .offset());
    }

    @Test
    void anotherTypeOfTimeIsMalformed() {
        DerValue utc = DerValue.of(Der.value(0x17, "20261127123456Z".getBytes(US_ASCII)), "a time");
        assertThrows(MalformedEntryException.class, () -> CreationTime.read(utc));
    }
}
