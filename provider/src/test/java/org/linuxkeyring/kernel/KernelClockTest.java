package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which second it is for the kernel, whose clock stands still between two ticks. */
class KernelClockTest {
    private static final Instant SECOND = Instant.ofEpochSecond(1_800_000_000);

    @Test
    void aSecondHasBegunForTheKernelWhenATickHasCome() {
        assertEquals(SECOND, KernelClock.second(SECOND.plusMillis(10)));
        assertEquals(SECOND, KernelClock.second(SECOND.plusMillis(999)));
    }

    @Test
    void beforeThatItMayBeTheSecondBefore() {
        assertEquals(SECOND.minusSeconds(1), KernelClock.second(SECOND));
        assertEquals(SECOND.minusSeconds(1), KernelClock.second(SECOND.plusMillis(9)));
    }
}
