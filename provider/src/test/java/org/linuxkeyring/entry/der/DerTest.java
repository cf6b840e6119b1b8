package org.linuxkeyring.entry.der;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xffffff, 0x1000000})
    void valueOfAnyLengthIsWrittenAsBouncyCastleDoesAndReadBack(int length) throws Exception {
        byte[] content = new byte[length];

        byte[] value = Der.value(Der.OCTET_STRING, content);

        assertArrayEquals(new DEROctetString(content).getEncoded(), value);
        DerValue read = DerValue.of(value, "a value");
        assertEquals(length, read.length());
        assertEquals(Der.OCTET_STRING, read.tag());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "30, 1",
        "3001, 2",
        "300100ff, 3",
        "3081, 2",
        "308100, 1",
        "30817f, 1",
        "3082, 2",
        "308200, 3",
        "30820080, 1",
        "3080, 1",
        "308500000000ff, 1",
        "30ff, 1",
        "1f8101ff, 0",
        "3084ffffffff, 6"
    })
    void whatIsNoSingleDerValueIsMalformedAtItsOffset(String hex, int offset) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        MalformedEntryException e = assertThrows(MalformedEntryException.class, () -> DerValue.of(bytes, "a value"));

        assertEquals(offset, e.offset(), e.getMessage());
    }

    @Test
    void readingStopsAtTheEndOfTheValueAround() throws Exception {
        byte[] inner = Der.value(Der.OCTET_STRING, new byte[4]);
        inner[1] = 8;
        byte[] outer = Der.value(Der.SEQUENCE, inner);
        byte[] followed = Arrays.copyOf(outer, outer.length + 10);

        DerValue value = new DerReader(followed).next("the value around");

        assertThrows(MalformedEntryException.class, () -> value.reader().next("a value"));
    }
}
