package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/** One message on its way through a cipher, from its first byte to its last. Input is read to its limit. */
interface CipherMessage extends AutoCloseable {
    /** How many bytes {@link #update} gives for so many more. */
    int updateSize(int length);

    /** How many bytes {@link #finish} gives for so many more, at most. */
    int finalSize(int length);

    /** Of an authenticated mode alone, and before any text. */
    default void associate(ByteBuffer data) {
        throw new IllegalStateException(
                "This mode of operation authenticates nothing, so it takes no associated data (AAD)");
    }

    /** @param output with room for {@link #updateSize} */
    void update(ByteBuffer input, ByteBuffer output);

    /**
     * @throws ShortBufferException if {@code output} has too little room; nothing is done then
     * @throws BadPaddingException if the text, once decrypted, is not what was encrypted, as far as the mode tells
     */
    void finish(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException;

    /** Wipes what it still has, and gives the socket back. */
    @Override
    void close();
}
