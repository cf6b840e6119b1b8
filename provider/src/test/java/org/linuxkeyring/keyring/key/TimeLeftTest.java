package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times of /proc/keys (security/keys/proc.c, proc_keys_show). */
class TimeLeftTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private static TimeLeft shown(String text) {
        return TimeLeft.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "59s, PT59S, PT60S",
        "3m, PT3M, PT4M",
        "23h, PT23H, PT24H",
        "6d, P6D, P7D",
        "12w, P84D, P91D",
        "expd, PT0S, PT1S"
    })
    void aTimeIsShownRoundedDownToItsUnit(String text, Duration atLeast, Duration below) {
        assertEquals(new TimeLeft(atLeast, below), shown(text));
        assertFalse(shown(text).isUnlimited());
    }

    @Test
    void aKeyWithoutATimeoutIsUnlimited() {
        assertTrue(shown("perm").isUnlimited());
    }

    @Test
    void whatIsNotShownIsNotKnown() {
        assertEquals(Optional.empty(), TimeLeft.parse(""));
    }

    /** From 3 to 4 minutes, and two seconds more on either side for the clocks. */
    @ParameterizedTest
    @CsvSource({
        "PT2M57S, PT3M",
        "PT2M58S, PT2M58S",
        "PT3M30S, PT3M30S",
        "PT4M2S, PT4M2S",
        "PT4M3S, PT3M",
    })
    void aNotedEndIsBelievedIfItFitsTheTimeShown(Duration noted, Duration end) {
        assertEquals(NOW.plus(end), shown("3m").end(NOW, Optional.of(NOW.plus(noted))));
    }

    @Test
    void withoutANoteTheEarliestEndIsTaken() {
        assertEquals(NOW.plusSeconds(180), shown("3m").end(NOW, Optional.empty()));
    }
}
