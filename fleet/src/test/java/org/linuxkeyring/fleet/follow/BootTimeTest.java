package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTimeTest {
    private static final Duration NEAR = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final AtomicLong monotonic = new AtomicLong(-7);

    private static Duration seconds(String text) {
        return Duration.ofNanos((long) (Double.parseDouble(text) * 1e9));
    }

    private void pass(Duration time) {
        monotonic.addAndGet(time.toNanos());
    }

    @Test
    void isTheKernelsAndGoesOnInSuspend() throws Exception {
        Path uptime = folder.resolve("uptime");
        BootTime time = new BootTime(uptime, monotonic::get);
        for (String text : new String[] {"0.00", "350735.47", "350800.02"}) {
            Files.writeString(uptime, text + " 234388.90\n");
            assertEquals(seconds(text).toNanos(), time.getAsLong());
            pass(Duration.ofSeconds(3));
        }
    }

    @Test
    void keepsItsOriginWhenTheKernelsCannotBeRead() throws Exception {
        Path uptime = folder.resolve("uptime");
        BootTime time = new BootTime(uptime, monotonic::get);
        Files.writeString(uptime, "350735.47 234388.90\n");
        long begin = time.getAsLong();
        for (String damaged : new String[] {"", "no number\n"}) {
            Files.writeString(uptime, damaged);
            pass(Duration.ofSeconds(3));
        }
        assertEquals(Duration.ofSeconds(6).toNanos(), time.getAsLong() - begin);
        Files.delete(uptime);
        pass(Duration.ofSeconds(3));
        assertEquals(Duration.ofSeconds(9).toNanos(), time.getAsLong() - begin);
    }

    @Test
    void goesOnWithoutAKernelThatTells() {
        BootTime time = new BootTime(folder.resolve("none"), monotonic::get);
        long begin = time.getAsLong();
        pass(Duration.ofHours(1));
        assertEquals(Duration.ofHours(1).toNanos(), time.getAsLong() - begin);
    }

    @Test
    void isThatOfThisMachine() throws Exception {
        Path uptime = Path.of("/proc/uptime");
        assumeTrue(Files.isReadable(uptime), "there is no /proc");
        Duration before = seconds(Files.readString(uptime).split(" ")[0]);
        Duration told = Duration.ofNanos(new BootTime().getAsLong());
        assertTrue(told.minus(before).abs().compareTo(NEAR) < 0, before + " and " + told);
    }
}
