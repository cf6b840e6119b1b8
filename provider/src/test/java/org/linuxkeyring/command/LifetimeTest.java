package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "90, 90", "90s, 90", "15m, 900", "8h, 28800", "30d, 2592000", "2w, 1209600", "PT8H, 28800"})
    void isReadAsPeopleWriteIt(String text, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), Lifetime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "8 h", "1y", "never", "PT0.5S", "-PT1S", "2147483648", "9999999999w"})
    void whatTheKernelCannotCountIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Lifetime.parse(text));
    }

    @Test
    void isPrintedInUnitsThatFit() {
        assertEquals("59 s", Lifetime.text(Duration.ofSeconds(59)));
        assertEquals("59 min", Lifetime.text(Duration.ofMinutes(59)));
        assertEquals("47 h 59 min", Lifetime.text(Duration.ofHours(48).minusSeconds(1)));
        assertEquals("2 days", Lifetime.text(Duration.ofHours(48)));
    }
}
