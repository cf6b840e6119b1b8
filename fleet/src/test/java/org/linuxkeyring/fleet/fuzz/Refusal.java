package org.linuxkeyring.fleet.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** What an input is refused with. */
final class Refusal {
    private Refusal() {}

    /** Requires that a refusal tells its reason. */
    static void requireReason(Exception refusal) {
        assertNotNull(refusal.getMessage(), () -> "no reason: " + refusal);
        assertFalse(refusal.getMessage().isBlank(), () -> "no reason: " + refusal);
    }
}
