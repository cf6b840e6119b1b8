package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** How a child process ended and what it wrote. */
public record Outcome(int status, String out, String err) {
    /** Fails the test, showing what was written, unless the process reported success. */
    public Outcome succeeded() {
        assertEquals(0, status, this::toString);
        return this;
    }

    /** Fails the test, showing what was written, unless the process reported failure. */
    public Outcome failed() {
        assertNotEquals(0, status, this::toString);
        return this;
    }

    @Override
    public String toString() {
        return "exit status " + status + "\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
