package org.linuxkeyring.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.linuxkeyring.disk.DiskRefusal;
import org.linuxkeyring.disk.LockedFile;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.Reference;

/**
 * The text of a file: a reference, which any release reads, and the sealed entries after it, in the textual encoding of
 * RFC 7468.
 */
public final class SealedText {
    /**
     * The limit on the size of a file, which 10,000 entries of the longest payload of type {@code user} do not reach.
     */
    private static final int MAX_BYTES = 1 << 29;

    private static final String BEGIN = "-----BEGIN LINUXKEYRING SEALED ENTRIES-----";
    private static final String END = "-----END LINUXKEYRING SEALED ENTRIES-----";
    private static final byte[] BEGINNING = ("\n" + BEGIN).getBytes(StandardCharsets.US_ASCII);
    private static final int LINE = 64;

    private final byte[] reference;
    private final Optional<byte[]> sealed;

    private SealedText(byte[] reference, Optional<byte[]> sealed) {
        this.reference = reference;
        this.sealed = sealed;
    }

    /** Returns the properties text. */
    public InputStream reference() {
        return new ByteArrayInputStream(reference);
    }

    /** Returns the sealed keyring in DER; empty if the file has none. */
    public Optional<byte[]> sealed() {
        return sealed;
    }

    /**
     * Reads a file. What is longer than any reference is read on only if sealed entries begin in its first part.
     *
     * @throws IOException if the stream cannot be read
     * @throws KeyringException as {@link #of} does
     */
    public static SealedText read(InputStream stream) throws IOException {
        return of(whole(stream));
    }

    /** Returns all bytes of a file, or more than any reference has if it is longer and has no sealed entries. */
    public static byte[] whole(InputStream stream) throws IOException {
        byte[] first = stream.readNBytes(Reference.MAX_BYTES + 1);
        if (!hasSealed(first)) {
            return first;
        }
        byte[] rest = stream.readNBytes(MAX_BYTES);
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    /**
     * Returns the same of a file, which is read while no thread of this process stores it ({@link LockedFile#MONITOR}).
     *
     * @throws IOException if it is no regular file or cannot be read
     */
    public static byte[] whole(Path file) throws IOException {
        synchronized (LockedFile.MONITOR) {
            DiskRefusal.requireRegular(file);
            try (InputStream stream = Files.newInputStream(file)) {
                return whole(stream);
            }
        }
    }

    public static boolean hasSealed(byte[] file) {
        return beginning(file) >= 0;
    }

    /**
     * Splits a file.
     *
     * @throws KeyringException if the sealed entries do not end or are cut off, or if anything follows them
     */
    public static SealedText of(byte[] file) {
        int begin = beginning(file);
        if (begin < 0) {
            if (Reference.isBeforeSealed(file)) {
                throw damaged("it is cut off: its first line says that it has them, and it has none", null);
            }
            return new SealedText(file, Optional.empty());
        }
        String armoured = new String(file, begin, file.length - begin, StandardCharsets.ISO_8859_1).strip();
        if (!armoured.endsWith(END)) {
            throw damaged("it is cut off: its last line is not '" + END + "'", null);
        }
        try {
            String body = armoured.substring(BEGIN.length(), armoured.length() - END.length());
            String text = body.replaceAll("[\\r\\n]", "");
            byte[] der = Base64.getDecoder().decode(text);
            if (!Base64.getEncoder().encodeToString(der).equals(text)) {
                // RFC 4648 section 3.5: bits after the last byte may be refused, and Java's decoder takes any.
                throw damaged("its last part is not in Base64", null);
            }
            return new SealedText(Arrays.copyOf(file, begin), Optional.of(der));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw damaged("its last part is not in Base64", e);
        }
    }

    /** Returns the index of the line at which the sealed entries begin; -1 if there is none. */
    private static int beginning(byte[] file) {
        for (int i = 0; i + BEGINNING.length <= file.length; i++) {
            if (file[i] == '\n' && Arrays.equals(file, i, i + BEGINNING.length, BEGINNING, 0, BEGINNING.length)) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Returns the text of the sealed entries, which follows a reference that ends with a line's end. */
    public static byte[] armoured(byte[] sealed) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return (BEGIN + "\n" + lines.encodeToString(sealed) + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the description of a key as an operator sees it. */
    static String withoutPrefix(String prefix, KeyName name) {
        String description = name.description().toString();
        return description.startsWith(prefix) ? description.substring(prefix.length()) : description;
    }

    static KeyringException damaged(String how, Exception cause) {
        return new KeyringException(
                "The file with the sealed entries is damaged: " + how + ". Nothing was brought back from it. Take the"
                        + " file before it (FILE~), a copy, or the recovery file (docs/SEALED.md)",
                cause);
    }
}
