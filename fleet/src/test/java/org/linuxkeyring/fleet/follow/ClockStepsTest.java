package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.TestFleet;

class ClockStepsTest {
    private final TestClock clock = new TestClock(TestFleet.PUBLISHED);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ClockSteps steps = new ClockSteps(clock, nanos::get);

    private void pass(Duration time) {
        clock.step(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void timeThatPassesIsNoStep() {
        pass(Duration.ofHours(5));
        assertEquals(Optional.empty(), steps.step());
    }

    @Test
    void aStepForwardOrBackIsToldOnce() {
        for (Duration step : new Duration[] {Duration.ofMinutes(1), Duration.ofDays(-300)}) {
            pass(Duration.ofSeconds(3));
            clock.step(step);
            assertEquals(Optional.of(step), steps.step());
            assertEquals(Optional.empty(), steps.step());
        }
    }

    @Test
    void aCorrectionOfSecondsIsNoStep() {
        pass(Duration.ofSeconds(3));
        clock.step(Duration.ofSeconds(-5));
        assertEquals(Optional.empty(), steps.step());
    }

    @Test
    void correctionsOfSecondsThatAddUpAreAStep() {
        for (int i = 0; i < 2; i++) {
            pass(Duration.ofSeconds(3));
            clock.step(Duration.ofSeconds(-5));
            assertEquals(Optional.empty(), steps.step());
        }
        pass(Duration.ofSeconds(3));
        clock.step(Duration.ofSeconds(-5));
        assertEquals(Optional.of(Duration.ofSeconds(-15)), steps.step());
        assertEquals(Optional.empty(), steps.step());
    }
}
