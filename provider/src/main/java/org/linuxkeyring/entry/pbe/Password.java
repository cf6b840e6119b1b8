package org.linuxkeyring.entry.pbe;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;

/** Passwords as all schemes take them. A null password and an empty one both mean that there is none. */
public final class Password {
    private Password() {}

    /** Returns whether there is a password. */
    public static boolean isGiven(char[] passwordOrNull) {
        return passwordOrNull != null && passwordOrNull.length > 0;
    }

    /**
     * Requires a password.
     *
     * @throws UnrecoverableKeyException if there is none
     */
    public static void require(char[] passwordOrNull) throws UnrecoverableKeyException {
        if (!isGiven(passwordOrNull)) {
            throw new UnrecoverableKeyException(
                    "The key is protected by a password and none was given. Give the password it was stored with");
        }
    }

    /**
     * Returns what is thrown for a password that seems wrong. No scheme that is read here tells it in another way than
     * by bad padding or damaged content.
     */
    public static UnrecoverableKeyException wrong() {
        return new UnrecoverableKeyException(
                "The password is not the one that the key was stored with, or the entry is damaged");
    }

    /**
     * Returns the password in UTF-8, as PKCS #5 recommends (RFC 8018 section 3), for the caller to wipe. Bouncy
     * Castle's conversion leaves copies of it in memory.
     */
    public static byte[] utf8(char[] password) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        byte[] longest = new byte[(int) Math.ceil(password.length * (double) encoder.maxBytesPerChar())];
        try {
            ByteBuffer encoded = ByteBuffer.wrap(longest);
            encoder.encode(CharBuffer.wrap(password), encoded, true);
            encoder.flush(encoded);
            return Arrays.copyOf(longest, encoded.position());
        } finally {
            Arrays.fill(longest, (byte) 0);
        }
    }
}
