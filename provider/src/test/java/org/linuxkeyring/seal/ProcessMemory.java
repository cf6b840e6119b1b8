package org.linuxkeyring.seal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of another process, as root reads it (proc_pid_mem(5)). */
final class ProcessMemory {
    private static final Pattern READABLE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r.*");
    private static final int CHUNK = 1 << 20;

    private final String process;

    ProcessMemory(String process) {
        this.process = process;
    }

    /** Returns whether some place in the memory that the process can read has these bytes. */
    boolean has(byte... wanted) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + process + "/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc", process, "maps"))) {
                Matcher range = READABLE.matcher(line);
                if (range.matches() && !line.contains("[vvar") && !line.contains("[vsyscall")) {
                    long from = Long.parseUnsignedLong(range.group(1), 16);
                    if (has(memory, from, Long.parseUnsignedLong(range.group(2), 16), wanted)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static boolean has(RandomAccessFile memory, long from, long end, byte... wanted) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = from; at < end; at += CHUNK - wanted.length) {
            int length = (int) Math.min(CHUNK, end - at);
            try {
                memory.seek(at);
                memory.readFully(chunk, 0, length);
            } catch (IOException e) {
                // A page that the process has not touched yet, or that its file has no more.
                continue;
            }
            if (indexOf(chunk, length, wanted) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int indexOf(byte[] chunk, int length, byte... wanted) {
        for (int i = 0; i + wanted.length <= length; i++) {
            if (chunk[i] == wanted[0] && Arrays.equals(chunk, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
