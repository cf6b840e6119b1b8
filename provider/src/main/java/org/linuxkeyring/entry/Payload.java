package org.linuxkeyring.entry;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.linuxkeyring.error.KeyringException;

/** An encoded entry that is about to be stored, off heap. {@link #close()} overwrites it. */
public final class Payload implements AutoCloseable {
    private static final Path RANDOM = Path.of("/dev/random");
    private static final String DIGITS = "0123456789abcdef";

    private final ByteBuffer octets;
    private final boolean secret;

    private Payload(ByteBuffer octets, boolean secret) {
        this.octets = octets;
        this.secret = secret;
    }

    /**
     * Returns a payload of these values one after the other, of which the first is a key. The values are copied; the
     * caller wipes them.
     */
    static Payload of(byte[]... values) {
        return new Payload(joined(values), true);
    }

    /** Returns a payload of values that are not secret, such as certificates and attributes alone. */
    public static Payload ofPublic(byte[] values) {
        return new Payload(joined(values), false);
    }

    /**
     * Returns a payload of random bytes, which are never in the heap. To read /dev/random is to call getrandom(2)
     * without flags: it waits until the kernel has gathered entropy, once after boot (random(7); Linux 5.6 and later).
     *
     * @throws KeyringException if the file cannot be read
     */
    public static Payload random(int size) {
        ByteBuffer octets = ByteBuffer.allocateDirect(size);
        try (FileChannel source = FileChannel.open(RANDOM)) {
            while (octets.hasRemaining()) {
                if (source.read(octets) < 0) {
                    throw new EOFException("it has ended");
                }
            }
            return new Payload(octets.flip(), true);
        } catch (IOException e) {
            octets.clear().put(new byte[size]);
            throw new KeyringException(RANDOM + ", from which a key is made, cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns a payload of ASCII text in which random hexadecimal digits stand, which are never in the heap.
     *
     * @throws KeyringException as {@link #random} does
     */
    public static Payload withRandomDigits(String before, int digits, String after) {
        ByteBuffer octets = ByteBuffer.allocateDirect(before.length() + digits + after.length());
        octets.put(before.getBytes(StandardCharsets.US_ASCII));
        try (Payload random = random(digits)) {
            for (int i = 0; i < digits; i++) {
                octets.put((byte) DIGITS.charAt(random.octets.get(i) & (DIGITS.length() - 1)));
            }
        }
        return new Payload(octets.put(after.getBytes(StandardCharsets.US_ASCII)).flip(), true);
    }

    /** Returns an unchanged copy of a stored payload. */
    public static Payload copyOf(ByteBuffer stored) {
        ByteBuffer octets = ByteBuffer.allocateDirect(stored.remaining());
        return new Payload(octets.put(stored).flip(), true);
    }

    private static ByteBuffer joined(byte[]... values) {
        int size = 0;
        for (byte[] value : values) {
            size += value.length;
        }
        ByteBuffer octets = ByteBuffer.allocateDirect(size);
        for (byte[] value : values) {
            octets.put(value);
        }
        return octets.flip();
    }

    /** Returns whether the payload contains a key. */
    public boolean isSecret() {
        return secret;
    }

    /** Returns a direct buffer from position 0 to its limit, which becomes all zeros when the payload is closed. */
    public ByteBuffer buffer() {
        return octets.duplicate();
    }

    /** Returns the size in bytes. */
    public int size() {
        return octets.limit();
    }

    @Override
    public void close() {
        octets.put(0, new byte[octets.limit()]);
    }
}
