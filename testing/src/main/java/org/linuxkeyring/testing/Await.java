package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks again and again for what the kernel does in its own time and tells no one of: expiry, garbage collection,
 * helpers.
 */
public final class Await {
    private static final Duration MOST = Duration.ofMinutes(2);

    private Await() {}

    /** Fails if it does not come about within two minutes, which is long on an emulated processor. */
    public static void until(BooleanSupplier event, String what) throws InterruptedException {
        until(event, () -> what);
    }

    /** Fails as the other does; what was awaited is said as it is then. */
    public static void until(BooleanSupplier event, Supplier<String> what) throws InterruptedException {
        long deadline = System.nanoTime() + MOST.toNanos();
        while (!event.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "not within " + MOST.toSeconds() + " s: " + what.get());
            Thread.sleep(5);
        }
    }
}
