package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
    @ParameterizedTest
    @CsvSource({
        "0x3f010000, alswrv-----v------------",
        "0x1f3f0000, -lswrvalswrv------------",
        "0x00000000, ------------------------",
        "0x3f3f3f3f, alswrvalswrvalswrvalswrv"
    })
    void hexAndLettersAreTheSameMask(String hex, String letters) {
        Permissions mask = Permissions.of(hex);
        assertEquals(letters.length(), mask.letters().length());
        assertEquals(mask, Permissions.of(mask.letters()));
        assertEquals(hex, Permissions.of(mask.letters()).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0x3f010000, alswrv-----v------------",
        "0x1f3f0000, -lswrvalswrv------------",
        "0x0000000b, --------------------s-rv"
    })
    void theLettersAreThoseOfKeyctlDescribe(String hex, String letters) {
        assertEquals(letters, Permissions.of(hex).letters());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3f010000",
                "0x",
                "0x13f010000",
                "0x40000000",
                "alswrv",
                "vrwslavrwslavrwslavrwsla",
                "alswrv-----v-----------x"
            })
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Permissions.of(text));
    }

    @Test
    void aMaskIsAlsoTakenAsTheSystemCallsTakeIt() {
        Permissions mask = Permissions.of(0x3f010000);
        assertEquals(Permissions.of("0x3f010000"), mask);
        assertEquals(0x3f010000, mask.bits());
        assertEquals(mask.hashCode(), Permissions.of("0X3F010000").hashCode());
        assertNotEquals(Permissions.of(0), mask);
        assertThrows(IllegalArgumentException.class, () -> Permissions.of(0x40000000));
        assertThrows(IllegalArgumentException.class, () -> Permissions.of(-1));
    }
}
