package org.linuxkeyring.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a process uses.
 *
 * @param descriptors open file descriptors, before the collection: what only a collection closes is a leak too, since a
 *     process may use up its descriptors long before its heap
 * @param threads threads of the kernel, those of the JVM itself included
 * @param heap bytes in use after a collection
 * @param resident bytes in memory (VmRSS)
 */
record Sample(long descriptors, long threads, long heap, long resident) {
    /** No descriptor and no thread may be one more: the programs use them in pools of fixed sizes. */
    private static final long MORE_DESCRIPTORS = 0;

    private static final long MORE_THREADS = 0;

    /**
     * In bytes: what the JDK and JSSE go on filling after a minute, such as soft references, profiles and caches of a
     * fixed size. A kilobyte that is kept at each of an hour's handshakes would be forty megabytes.
     */
    private static final long MORE_HEAP = 2 << 20;

    /**
     * In bytes: the code that the JVM goes on compiling, and its metadata. The heap is not in it, since all of it is
     * resident from the beginning.
     */
    private static final long MORE_RESIDENT = 40 << 20;

    /**
     * Measures a process.
     *
     * @param heap has the process collect, and returns what is left
     */
    static Sample of(long process, Heap heap) throws IOException {
        Path folder = Path.of("/proc", Long.toString(process));
        long descriptors = count(folder.resolve("fd"));
        long left = heap.left();
        return new Sample(descriptors, count(folder.resolve("task")), left, resident(folder));
    }

    /** The bytes that are in use after a collection. */
    @FunctionalInterface
    interface Heap {
        long left() throws IOException;
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long resident(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** Returns what is more than a first sample allows, in words. */
    List<String> excess(Sample first) {
        List<String> excess = new ArrayList<>();
        compare(excess, "file descriptors", descriptors, first.descriptors, MORE_DESCRIPTORS);
        compare(excess, "threads", threads, first.threads, MORE_THREADS);
        compare(excess, "bytes of heap", heap, first.heap, MORE_HEAP);
        compare(excess, "bytes of resident memory", resident, first.resident, MORE_RESIDENT);
        return excess;
    }

    static void compare(List<String> excess, String what, long last, long first, long more) {
        if (last > first + more) {
            excess.add("%d %s, %d before, %d more allowed".formatted(last, what, first, more));
        }
    }

    /** Returns the cells of a Markdown table, with bytes in megabytes. */
    String cells() {
        return String.format(
                Locale.ROOT, "%d | %d | %.2f | %.1f", descriptors, threads, mebibytes(heap), mebibytes(resident));
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
