package org.linuxkeyring.secrecy;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A search of a heap dump for parts of secrets, in several byte orders. */
final class HeapDump {
    /**
     * The option of the JVM that is dumped. A full collection leaves up to this share of a region's dead objects where
     * they are, instead of moving what lives above them, and dumps what is left of them as fillers.
     */
    static final String NO_DEAD_OBJECTS = "-XX:MarkSweepDeadRatio=0";

    /**
     * The length of a part in bytes: long enough to exclude chance, and shorter than a secret, because an array may
     * hold it with a byte more or less.
     */
    private static final int SLICE = 14;

    /** The length of a window in bytes. */
    private static final int WINDOW = 16;

    private static final int WORD = Integer.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] heap;

    private HeapDump(byte[] heap) {
        this.heap = heap;
    }

    static HeapDump of(Path file) throws IOException {
        return new HeapDump(Files.readAllBytes(file));
    }

    /** Returns the numbers of a key that only its owner knows. */
    static Map<String, byte[]> secretsOf(RSAPrivateCrtKey key) {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("p", magnitude(key.getPrimeP()));
        secrets.put("q", magnitude(key.getPrimeQ()));
        secrets.put("d", magnitude(key.getPrivateExponent()));
        secrets.put("dP", magnitude(key.getPrimeExponentP()));
        secrets.put("dQ", magnitude(key.getPrimeExponentQ()));
        secrets.put("qInv", magnitude(key.getCrtCoefficient()));
        return secrets;
    }

    /** Returns the names of those secrets of which the dump has a part. */
    Set<String> found(Map<String, byte[]> secrets) {
        Set<String> found = new TreeSet<>();
        List<Needle> needles = new ArrayList<>();
        secrets.forEach((name, secret) -> needles.addAll(Needle.of(name, secret)));
        boolean[] begins = new boolean[1 << Short.SIZE];
        needles.forEach(needle -> begins[pair(needle.bytes, 0)] = true);
        for (int i = 0; i <= heap.length - SLICE; i++) {
            if (begins[pair(heap, i)]) {
                for (Needle needle : needles) {
                    if (Arrays.equals(heap, i, i + SLICE, needle.bytes, 0, SLICE)) {
                        found.add(needle.name);
                    }
                }
            }
        }
        return found;
    }

    /**
     * Returns the names of those secrets of which the dump has any 16 bytes that follow each other, in one of the
     * orders that memory may have them in.
     */
    Set<String> foundWindows(Map<String, byte[]> secrets) {
        Map<Long, List<Needle>> byBeginning = new HashMap<>();
        boolean[] begins = new boolean[1 << Short.SIZE];
        secrets.forEach((name, secret) -> Needle.windows(name, secret).forEach(needle -> {
            byBeginning
                    .computeIfAbsent((long) LONGS.get(needle.bytes, 0), beginning -> new ArrayList<>())
                    .add(needle);
            begins[pair(needle.bytes, 0)] = true;
        }));
        Set<String> found = new TreeSet<>();
        for (int i = 0; i <= heap.length - WINDOW; i++) {
            if (begins[pair(heap, i)]) {
                for (Needle needle : byBeginning.getOrDefault((long) LONGS.get(heap, i), List.of())) {
                    if (Arrays.equals(heap, i, i + WINDOW, needle.bytes, 0, WINDOW)) {
                        found.add(needle.name);
                    }
                }
            }
        }
        return found;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << Byte.SIZE | bytes[at + 1] & 0xff;
    }

    /** Returns the magnitude without its sign byte, as both BigInteger's own array and DER's INTEGER hold it. */
    static byte[] magnitude(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    /** A part of a secret in one of the orders that memory may have it in. */
    private record Needle(String name, byte[] bytes) {
        static List<Needle> of(String name, byte[] secret) {
            byte[] reversed = reversed(secret, secret.length);
            return List.of(
                    slice(name, secret),
                    slice(name, reversed),
                    slice(name, reversed(secret, WORD)),
                    slice(name, reversed(reversed, WORD)));
        }

        /** Returns all windows of a secret, in each order. */
        static List<Needle> windows(String name, byte[] secret) {
            byte[] reversed = reversed(secret, secret.length);
            return Stream.of(secret, reversed, reversed(secret, WORD), reversed(reversed, WORD))
                    .flatMap(bytes -> IntStream.rangeClosed(0, bytes.length - WINDOW)
                            .mapToObj(at -> new Needle(name, Arrays.copyOfRange(bytes, at, at + WINDOW))))
                    .toList();
        }

        private static Needle slice(String name, byte[] secret) {
            return new Needle(name, Arrays.copyOfRange(secret, WORD, WORD + SLICE));
        }

        /**
         * Reverses each group of {@code size} bytes, as in an int array in little-endian memory. Groups are counted
         * from the end.
         */
        private static byte[] reversed(byte[] bytes, int size) {
            int first = bytes.length % size;
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < first; i++) {
                reversed[i] = bytes[first - 1 - i];
            }
            for (int i = first; i < bytes.length; i++) {
                int group = first + (i - first) / size * size;
                reversed[i] = bytes[group + size - 1 - (i - group)];
            }
            return reversed;
        }
    }
}
