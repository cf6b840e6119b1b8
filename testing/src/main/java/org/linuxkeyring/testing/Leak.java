package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;

/** Looks for a secret, or a piece of it, in what a program shows: as text, in hex, in base64 or as numbers. */
public final class Leak {
    /** In bytes; fewer may be there by chance. A multiple of 3, as base64 goes. */
    private static final int PIECE = 6;

    private Leak() {}

    /** Fails if {@code shown} has a piece of the secret, without showing it itself. */
    public static void assertNone(String shown, String name, byte[] secret) {
        String hexDigits = shown.toLowerCase(Locale.ROOT).replaceAll("0x|[^0-9a-z]", "");
        String joined = shown.replaceAll("\\s", "");
        for (int at = 0; at + PIECE <= secret.length; at++) {
            byte[] piece = Arrays.copyOfRange(secret, at, at + PIECE);
            String signed = numbers(IntStream.range(0, PIECE).map(i -> piece[i]));
            String unsigned = numbers(IntStream.range(0, PIECE).map(i -> piece[i] & 0xff));
            boolean isShown = shown.contains(new String(piece, StandardCharsets.ISO_8859_1))
                    || hexDigits.contains(HexFormat.of().formatHex(piece))
                    || joined.contains(Base64.getEncoder().encodeToString(piece))
                    || joined.contains(Base64.getUrlEncoder().encodeToString(piece))
                    || joined.contains(signed)
                    || joined.contains(unsigned);
            assertFalse(isShown, name + " is shown, from byte " + at + " on");
        }
    }

    private static String numbers(IntStream bytes) {
        return String.join(",", bytes.mapToObj(Integer::toString).toList());
    }
}
