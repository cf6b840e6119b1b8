package org.linuxkeyring.keyring.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key's description: 1 to 4095 bytes without NUL, which are UTF-8 by convention but not by rule (add_key(2)). */
public final class Description {
    /**
     * The length of the longest description: KEY_MAX_DESC_SIZE is a page, which includes the NUL
     * (security/keys/keyctl.c).
     */
    public static final int MAX_BYTES = 4095;

    private final byte[] bytes;

    private Description(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the description with these bytes. The array is not copied, so the caller must not change it. */
    public static Description of(byte[] bytes) {
        return new Description(bytes);
    }

    /** Returns the description with this text in UTF-8. */
    public static Description of(String text) {
        return new Description(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether the kernel accepts this as the description of a key. */
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

    /** Returns the bytes for a system call. The array is not copied, so the caller must not change it. */
    public byte[] raw() {
        return bytes;
    }

    /** {@return a copy of the bytes} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return the length in bytes} */
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

    /** Returns the text, with U+FFFD in place of bytes that are not UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
