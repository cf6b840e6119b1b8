package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/** One message that a cipher encrypts or decrypts, from its first byte to its last. Input is read to its limit. */
interface CipherMessage extends AutoCloseable {
    /** Requires that an output has room for {@code size} bytes. */
    static void requireRoom(ByteBuffer output, int size) throws ShortBufferException {
        if (output.remaining() < size) {
            throw new ShortBufferException("Output buffer must be (at least) " + size + " bytes long");
        }
    }

    /** Returns how many bytes {@link #update} writes for {@code length} bytes of input. */
    int updateSize(int length);

    /** Returns how many bytes {@link #finish} writes at most for {@code length} bytes of input. */
    int finalSize(int length);

    /** Adds associated data. Only authenticated modes have any, and only before the text. */
    default void associate(ByteBuffer data) {
        throw new IllegalStateException(
                "This mode of operation authenticates nothing, so it takes no associated data (AAD)");
    }

    /**
     * Encrypts or decrypts more of the text.
     *
     * @param output with room for {@link #updateSize}
     */
    void update(ByteBuffer input, ByteBuffer output);

    /**
     * Encrypts or decrypts the rest of the text, and ends the message.
     *
     * @throws ShortBufferException if {@code output} has too little room; nothing is done then
     * @throws BadPaddingException if the padding or the tag shows that the text is not what was encrypted
     */
    void finish(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException;

    /** Wipes the text that is left, and closes the socket. */
    @Override
    void close();
}
