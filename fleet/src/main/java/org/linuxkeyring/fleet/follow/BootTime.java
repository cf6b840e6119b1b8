package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The time since the machine was started, which no one can put. Unlike System.nanoTime, which is CLOCK_MONOTONIC, it
 * goes on while the machine is suspended, as the wall clock does (clock_gettime(2), CLOCK_BOOTTIME).
 */
final class BootTime implements LongSupplier {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final double SECOND = 1e9;

    private final Path uptime;
    private final LongSupplier monotonic;

    /** From the monotonic time to this one: how long the machine was suspended, as far as is known. */
    private long offset;

    BootTime() {
        this(UPTIME, System::nanoTime);
    }

    /** @param uptime a file as proc_uptime(5) describes it */
    BootTime(Path uptime, LongSupplier monotonic) {
        this.uptime = uptime;
        this.monotonic = monotonic;
    }

    /** Returns it in nanoseconds, of which the kernel tells hundredths of a second (proc_uptime(5)). */
    @Override
    public long getAsLong() {
        long now = monotonic.getAsLong();
        try {
            String text = Files.readString(uptime);
            offset = (long) (Double.parseDouble(text.split(" ")[0]) * SECOND) - now;
        } catch (IOException | NumberFormatException e) {
            // A failure, such as of a process with too many open files, is to look neither like a suspend nor like a
            // step of the clock. Where there is no /proc at all, keyrings are in memory, and the offset stays 0.
        }
        return now + offset;
    }
}
