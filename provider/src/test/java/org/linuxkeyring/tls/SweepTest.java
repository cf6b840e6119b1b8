package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.tls.WatchedEntries.Sweep;
import org.linuxkeyring.tls.WatchedEntries.Sweep.Turn;

/** Each entry has its turn in a stated number of questions, and in a stated time. */
class SweepTest {
    private static final Duration ROUND = Duration.ofMinutes(1);

    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private final Sweep sweep = new Sweep(8, ROUND, () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void eachQuestionHasEightTurnsOneAfterTheOther() {
        assertEquals(new Turn(0, 8), sweep.turn(20));
        assertEquals(new Turn(8, 8), sweep.turn(20));
        assertEquals(new Turn(16, 8), sweep.turn(20));
        assertEquals(new Turn(4, 8), sweep.turn(20));
    }

    @Test
    void fewEntriesHaveTheirTurnEachTime() {
        assertEquals(new Turn(0, 5), sweep.turn(5));
        assertEquals(new Turn(0, 5), sweep.turn(5));
        assertEquals(new Turn(0, 0), sweep.turn(0));
    }

    @Test
    void afterAMinuteAllHaveTheirTurn() {
        pass(ROUND);
        assertEquals(new Turn(0, 10_000), sweep.turn(10_000));
        pass(ROUND.multipliedBy(1000));
        assertEquals(new Turn(0, 10_000), sweep.turn(10_000));
    }

    @Test
    void afterPartOfAMinuteAsManyHaveTheirTurn() {
        pass(Duration.ofSeconds(6));
        assertEquals(new Turn(0, 1000), sweep.turn(10_000));
        pass(Duration.ofSeconds(54));
        assertEquals(new Turn(1000, 9000), sweep.turn(10_000));
    }

    @Test
    void aShorterListBeginsAnew() {
        sweep.turn(20);
        sweep.turn(20);
        assertEquals(new Turn(6, 8), sweep.turn(10));
    }
}
