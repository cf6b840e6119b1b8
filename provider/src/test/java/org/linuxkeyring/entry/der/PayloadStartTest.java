package org.linuxkeyring.entry.der;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a payload's first bytes say, at the limits of the lengths. */
class PayloadStartTest {
    @ParameterizedTest
    @CsvSource({
        "300a 020100 3005 06032b6570, PRIVATE_KEY_INFO",
        "300a 020101 3005 06032b6570, PRIVATE_KEY_INFO",
        "3006 020101 0401 00, EC_PRIVATE_KEY",
        "308180 020100 027b 00, INTEGERS",
        "308401000000 020100 027b 00, INTEGERS",
        "308180 307e a003020101, CERTIFICATE",
        "308180 307e a003020102, CERTIFICATE",
        "308180 307e 020105 3003 06012a, CERTIFICATE",
        "308180 307e 0215 000000000000000000000000000000000000000001 3003 06012a, CERTIFICATE"
    })
    void whatFillsItsLengthsExactlyIsRecognised(String hex, PayloadStart.Shape shape) {
        assertEquals(shape, of(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "300a 020100 3006 06032b6570, a value longer than the one around it",
        "3006 020101 0402 00, a value longer than the one around it",
        "308180 020100 027c 00, a value longer than the one around it",
        "308180 307e 067f 00, a value longer than the one around it",
        "308180 307f a003020102, a value longer than the one around it",
        "307f 020100 0201 00, too short for an RSA key",
        "307f 307d a003020102, too short for a certificate",
        "3004 02020000, a version of two bytes",
        "3003 020102, an unknown version of a key",
        "3006 020100 0401 00, an unknown version of an EC key",
        "308180 307e a003020100, a version that a certificate does not state",
        "308180 307e a003020202, a version of two bytes",
        "308180 307e a003040102, a version of another type",
        "308180 307e a004020102, a version of another length",
        "308180 307e 040105 3003 06012a, a serial number of another type",
        "308180 307e 0216 00000000000000000000000000000000000000000001 3003 06012a, a serial number that is too long",
        "308180 307e 020105 3003 04012a, an algorithm of another type",
        "3080, an indefinite length",
        "30850100000000 020100 027b 00, a length of five bytes",
        "30817f 020100 0201 00, a length that is not in its shortest form",
        "30820080 020100 027b 00, a length that is not in its shortest form"
    })
    void whatIsNotQuiteAnEntryIsNone(String hex, String reason) {
        assertEquals(PayloadStart.Shape.OTHER, of(hex), reason);
    }

    private static PayloadStart.Shape of(String hex) {
        return PayloadStart.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
