package org.linuxkeyring.keyring.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key's description: 1 to 4095 bytes without NUL, UTF-8 by custom but not by rule (add_key(2)). */
public final class Description {
    /** KEY_MAX_DESC_SIZE is a page, the NUL included (security/keys/keyctl.c). */
    public static final int MAX_BYTES = 4095;

    private final byte[] bytes;

    private Description(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The description with these bytes, which the caller does not change. */
    public static Description of(byte[] bytes) {
        return new Description(bytes);
    }

    /** The description with this text. */
    public static Description of(String text) {
        return new Description(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a key can have it at all. */
    public boolean isLegal() {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            return false;
        }
        for (byte b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes as the system calls take them; callers do not change them. */
    public byte[] raw() {
        return bytes;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Description description && Arrays.equals(description.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The text, with U+FFFD for what is not UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
