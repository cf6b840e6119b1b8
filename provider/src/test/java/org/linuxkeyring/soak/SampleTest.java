package org.linuxkeyring.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a soak takes for a leak. */
class SampleTest {
    private static final Sample FIRST = new Sample(10, 20, 4 << 20, 150 << 20);
    private static final KernelSample FIRST_OF_KERNEL = new KernelSample(6, 10, 5000);

    @Test
    void oneDescriptorOrThreadMoreIsALeak() {
        Sample last = new Sample(11, 21, FIRST.heap(), FIRST.resident());

        assertEquals(
                List.of("11 file descriptors, 10 before, 0 more allowed", "21 threads, 20 before, 0 more allowed"),
                last.excess(FIRST));
    }

    @Test
    void aKilobyteOfHeapAtEachOfTenThousandHandshakesIsALeak() {
        Sample last = new Sample(10, 20, FIRST.heap() + 10_000 * 1024, FIRST.resident());

        assertEquals(List.of("14434304 bytes of heap, 4194304 before, 2097152 more allowed"), last.excess(FIRST));
    }

    @Test
    void memoryOutsideOfTheHeapIsALeakToo() {
        Sample last = new Sample(10, 20, FIRST.heap(), 200L << 20);

        assertEquals(
                List.of("209715200 bytes of resident memory, 157286400 before, 41943040 more allowed"),
                last.excess(FIRST));
    }

    @Test
    void oneKeyMoreIsALeakWhetherItIsLinkedOrNot() {
        assertEquals(
                List.of("7 keys in the keyring, 6 before, 0 more allowed"),
                new KernelSample(7, 10, 5000).excess(FIRST_OF_KERNEL));
        assertEquals(
                List.of(
                        "11 keys of the user, 10 before, 0 more allowed",
                        "5200 bytes of the user's quota, 5000 before, 112 more allowed"),
                new KernelSample(6, 11, 5200).excess(FIRST_OF_KERNEL));
    }

    @Test
    void lessIsNoLeak() {
        assertEquals(List.of(), new Sample(9, 19, 1, 1).excess(FIRST));
        assertEquals(List.of(), new KernelSample(5, 9, 4000).excess(FIRST_OF_KERNEL));
    }
}
