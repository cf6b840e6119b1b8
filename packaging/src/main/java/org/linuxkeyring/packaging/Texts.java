package org.linuxkeyring.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Reads and writes the package's texts. */
final class Texts {
    /** Where the header of RFC 1952 tells how hard the compressor tried, and what it says for the most. */
    private static final int EXTRA_FLAGS = 8;

    private static final byte MAXIMUM_COMPRESSION = 2;

    private Texts() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    /** Writes a text as Debian wants manual pages and changelogs: by gzip, as small as can be, and without a time. */
    static void writeCompressed(Path file, String text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new BestCompression(compressed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = compressed.toByteArray();
        bytes[EXTRA_FLAGS] = MAXIMUM_COMPRESSION;
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, bytes);
    }

    private static final class BestCompression extends GZIPOutputStream {
        BestCompression(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
