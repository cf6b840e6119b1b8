package org.linuxkeyring.entry.der;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At most 64 values lie in each other, whatever they are wrapped in. */
class DerDepthTest {
    private static final int DEEPEST = 64;

    private static byte[] nested(int tag, int depth) {
        return nested(Der.value(Der.INTEGER, new byte[] {1}), tag, depth);
    }

    private static byte[] nested(byte[] innermost, int tag, int depth) {
        byte[] value = innermost;
        for (int i = 1; i < depth; i++) {
            value = tag == Der.BIT_STRING ? Der.value(tag, new byte[1], value) : Der.value(tag, value);
        }
        return value;
    }

    private static void require(byte[] value) {
        DerDepth.require(new DerValue(value, 0, 2, value.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {Der.SEQUENCE, Der.SET, Der.CONTEXT_0, Der.OCTET_STRING, Der.BIT_STRING})
    void sixtyFourValuesMayLieInEachOther(int tag) {
        assertDoesNotThrow(() -> require(nested(tag, DEEPEST)));
        assertThrows(MalformedEntryException.class, () -> require(nested(tag, DEEPEST + 1)));
    }

    /** What is in the string is no value, so that it does not count as one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "04", "0405ff"})
    void theInnermostOfSixtyFourValuesMayBeAnyString(String hex) {
        byte[] content = HexFormat.of().parseHex(hex);
        byte[] text = Der.value(Der.OCTET_STRING, content);
        assertDoesNotThrow(() -> require(nested(text, Der.SEQUENCE, DEEPEST)));
        byte[] empty = Der.value(Der.OCTET_STRING, Der.value(Der.OCTET_STRING));
        assertThrows(MalformedEntryException.class, () -> require(nested(empty, Der.SEQUENCE, DEEPEST)));
    }

    @Test
    void theInnermostValueIsToldByItsOffset() {
        byte[] value = nested(Der.SEQUENCE, DEEPEST + 1);
        MalformedEntryException refused = assertThrows(MalformedEntryException.class, () -> require(value));
        assertEquals(value.length - 3, refused.offset());
    }

    /** What is in an INTEGER is no DER. */
    @Test
    void onlyStringsAndConstructedValuesAreLookedInto() {
        byte[] deep = nested(Der.SEQUENCE, DEEPEST + 10);
        assertDoesNotThrow(() -> require(Der.value(Der.INTEGER, deep)));
        assertThrows(MalformedEntryException.class, () -> require(Der.value(Der.OCTET_STRING, deep)));
    }

    @Test
    void aValueBehindAnotherIsLookedIntoAsWell() {
        byte[] first = Der.value(Der.INTEGER, new byte[300]);
        byte[] deep = nested(Der.SEQUENCE, DEEPEST + 1);
        assertThrows(MalformedEntryException.class, () -> require(Der.value(Der.SEQUENCE, first, deep)));
    }

    /** An indefinite length is BER, which decoders take all the same. */
    @Test
    void indefiniteLengthsAreFollowed() {
        byte[] value = new byte[2 * (DEEPEST + 2)];
        for (int i = 0; i < value.length; i += 2) {
            value[i] = Der.SEQUENCE;
            value[i + 1] = (byte) Der.INDEFINITE;
        }
        assertThrows(MalformedEntryException.class, () -> require(value));
    }

    /** Only BER has such lengths for so short values, and some decoders take them. */
    @Test
    void lengthsOfFourOctetsAreFollowed() {
        byte[] value = {};
        for (int i = 0; i <= DEEPEST; i++) {
            byte[] header = {Der.SEQUENCE, (byte) 0x84, 0, 0, (byte) (value.length >> 8), (byte) value.length};
            byte[] outer = Arrays.copyOf(header, header.length + value.length);
            System.arraycopy(value, 0, outer, header.length, value.length);
            value = outer;
        }
        byte[] deep = value;
        assertThrows(MalformedEntryException.class, () -> require(deep));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"30", "3082", "308200", "3003020100", "3005020100", "30850000000001ff", "3084ffffffff", "30ff"})
    void whatIsNoDerEndsTheWalk(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertDoesNotThrow(() -> require(bytes));
    }
}
