package org.linuxkeyring.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The writer of PEM (RFC 7468) into bytes that are wiped, because they may contain a private key. */
final class PemWriter implements AutoCloseable {
    private static final int LINE = 64;

    private final List<byte[]> parts = new ArrayList<>();

    /** Adds a block; the caller wipes {@code der}. */
    void write(String label, byte[] der) {
        parts.add(ascii("-----BEGIN " + label + "-----\n"));
        parts.add(Base64.getMimeEncoder(LINE, ascii("\n")).encode(der));
        parts.add(ascii("\n-----END " + label + "-----\n"));
    }

    void writeTo(OutputStream out) throws IOException {
        for (byte[] part : parts) {
            out.write(part);
        }
    }

    @Override
    public void close() {
        parts.forEach(part -> Arrays.fill(part, (byte) 0));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
