package org.linuxkeyring.opaque;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;

/** The password of an entry that a handle reads, off heap until it is wiped. */
public final class OffHeapPassword {
    private final CharBuffer characters;

    private OffHeapPassword(CharBuffer characters) {
        this.characters = characters;
    }

    /** Copies a password, which the caller may wipe. */
    public static OffHeapPassword copyOf(char[] password) {
        CharBuffer copy =
                ByteBuffer.allocateDirect(password.length * Character.BYTES).asCharBuffer();
        copy.put(password).flip();
        return new OffHeapPassword(copy);
    }

    /** A function that recovers a key. */
    @FunctionalInterface
    public interface KeyOpener {
        Key open(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException;
    }

    /** Lends a copy of the password to {@code opener}, and wipes the copy. */
    public Key lend(KeyOpener opener) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        char[] copy = copy();
        try {
            return opener.open(copy);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }

    private char[] copy() {
        char[] copy = new char[characters.limit()];
        synchronized (characters) {
            characters.duplicate().get(copy);
        }
        return copy;
    }

    public void wipe() {
        synchronized (characters) {
            for (int i = 0; i < characters.limit(); i++) {
                characters.put(i, '\0');
            }
        }
    }
}
