package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The time since the machine was started, which no one can put. Unlike System.nanoTime, which is CLOCK_MONOTONIC, it
 * goes on while the machine is suspended, as the wall clock does (clock_gettime(2), CLOCK_BOOTTIME).
 */
final class BootTime {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final double SECOND = 1e9;

    private BootTime() {}

    /** Returns it in nanoseconds, of which the kernel tells hundredths of a second (proc_uptime(5)). */
    static long nanos() {
        try {
            String text = Files.readString(UPTIME);
            return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * SECOND);
        } catch (IOException e) {
            // There is no /proc, as on systems other than Linux, whose keyrings are in memory.
            return System.nanoTime();
        }
    }
}
