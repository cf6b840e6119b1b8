package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;

/**
 * A keyed socket of the kernel's crypto API, for one caller at a time: what is sent is hashed, encrypted or decrypted,
 * and the result received (Documentation/crypto/userspace-if.rst). Every refusal is a {@link KeyctlException}, after
 * which the socket is only good to be closed. What is called after {@link #close} is an {@link IllegalStateException}.
 */
public interface AlgorithmSocket extends AutoCloseable {
    /**
     * Sends what remains in the buffers, one after the other; they stay as they are.
     *
     * @param more whether more of the same message follows: MSG_MORE
     * @throws KeyctlException with EMSGSIZE for more than the kernel lets wait in a socket, which matters to aead
     *     alone: a hash is computed as the bytes come, and of an skcipher the results can be received in between
     */
    void send(boolean more, ByteBuffer... data);

    /** The same, with what an skcipher or aead has to know before its result is received. */
    void send(CipherOperation operation, boolean more, ByteBuffer... data);

    /**
     * Receives a result of just that many bytes: of a hash the digest, of an skcipher as many bytes as were sent, of an
     * aead the associated data and then the text, with its tag where it was encrypted.
     *
     * @param reader sees it off heap and read-only, and copies what it needs, since it is wiped then
     * @throws KeyctlException with EBADMSG where an aead's tag does not match
     */
    <T> T receive(int size, PayloadReader<T> reader);

    /**
     * Gives the file descriptor back, at the end of a call that another thread has under way; a second time does
     * nothing.
     */
    @Override
    void close();

    /**
     * ALG_SET_OP, ALG_SET_IV and ALG_SET_AEAD_ASSOCLEN of include/uapi/linux/if_alg.h; the initialisation vector has
     * the algorithm's length.
     */
    record CipherOperation(boolean encrypt, byte[] iv, int associatedSize) {
        public CipherOperation {
            iv = iv.clone();
        }

        @Override
        public byte[] iv() {
            return iv.clone();
        }

        public int ivSize() {
            return iv.length;
        }
    }
}
