package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Lines of /proc/keys, which shows a description as it is, with line ends. */
class ProcKeysTest {
    private static final int KEY = 0x2a3b4c5d;
    private static final String SHOWN = "2a3b4c5d I--Q---     1  10m 3f010000     0     0 user      web: 5\n";
    private static final String OTHER = "1b3b4c5d I--Q---     1 perm 3f010000     0     0 user      ";

    @Test
    void theTimeoutOfTheKeyIsReturned() {
        assertEquals("10m", ShownKeys.timeLeft(OTHER + "x: 5\n" + SHOWN, KEY));
        assertEquals("", ShownKeys.timeLeft(OTHER + "x: 5\n", KEY));
        assertEquals("7101w", ShownKeys.timeLeft(SHOWN.replace(" 10m", "7101w"), KEY));
    }

    @Test
    void aDescriptionThatImitatesALineMakesTheTimeoutUnknown() {
        assertEquals("", ShownKeys.timeLeft(OTHER + "x\n" + SHOWN.replace("10m", "20m") + SHOWN, KEY));
    }

    /** A key that may not be viewed is not shown, so that the line of the description is the only one for it. */
    @Test
    void aTimeThatNoTimeoutReachesIsNone() {
        for (String time : new String[] {"99999w", "99999999999999999999s"}) {
            assertEquals("", ShownKeys.timeLeft(OTHER + "x\n" + SHOWN.replace(" 10m", time), KEY));
        }
    }
}
