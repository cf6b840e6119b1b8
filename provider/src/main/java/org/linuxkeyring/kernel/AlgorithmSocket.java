package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;

/**
 * A keyed socket of the kernel's crypto API, used by one caller at a time: it hashes, encrypts or decrypts what is sent
 * to it, and returns the result (Documentation/crypto/userspace-if.rst). After the result of a hash or aead has been
 * received, another message can be sent. Every refusal by the kernel is a {@link KeyctlException}; after one the socket
 * can only be closed, unless it is that of a tag: the kernel has dropped that message by then (crypto/algif_aead.c,
 * _aead_recvmsg). Calls after {@link #close} throw {@link IllegalStateException}.
 */
public interface AlgorithmSocket extends AutoCloseable {
    /**
     * Sends the remaining bytes of the buffers, one buffer after the other, and leaves the buffers unchanged.
     *
     * @param more whether the same message continues with a later call (MSG_MORE)
     * @throws KeyctlException with EMSGSIZE if the message is longer than the socket can hold. Only aead has this
     *     limit: the kernel hashes bytes as they arrive, and the results of an skcipher can be received between two
     *     calls.
     */
    void send(boolean more, ByteBuffer... data);

    /**
     * Sends the remaining bytes of the buffers together with the parameters that an skcipher or aead needs before its
     * result is received.
     */
    void send(CipherOperation operation, boolean more, ByteBuffer... data);

    /**
     * Receives a result of exactly {@code size} bytes. For a hash this is the digest, for an skcipher as many bytes as
     * were sent, and for an aead the associated data and the text, followed by the tag after an encryption.
     *
     * @param reader is given the result off heap and read-only. The memory is wiped when the reader returns, so it
     *     copies what it needs.
     * @throws KeyctlException with EBADMSG if the tag of an aead does not match
     */
    <T> T receive(int size, PayloadReader<T> reader);

    /** Closes the file descriptor, after any call that another thread has in progress. Closing twice has no effect. */
    @Override
    void close();

    /**
     * The parameters of one operation: ALG_SET_OP, ALG_SET_IV and ALG_SET_AEAD_ASSOCLEN of include/uapi/linux/if_alg.h.
     * The initialisation vector has the length that the algorithm requires.
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
