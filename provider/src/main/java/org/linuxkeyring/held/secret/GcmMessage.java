package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import javax.crypto.AEADBadTagException;
import javax.crypto.ShortBufferException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.AlgorithmSocket.CipherOperation;

/**
 * Galois/Counter mode (NIST SP 800-38D). The kernel collects the whole message and returns text at its end alone, so
 * that no text is returned before it was authenticated.
 */
final class GcmMessage implements CipherMessage {
    private final AlgorithmSocket socket;
    private final boolean encrypt;
    private final byte[] iv;
    private final int tagSize;
    private int associated;
    private int sent;
    private boolean text;

    GcmMessage(AlgorithmSocket socket, boolean encrypt, byte[] iv, int tagSize) {
        this.socket = socket;
        this.encrypt = encrypt;
        this.iv = iv;
        this.tagSize = tagSize;
    }

    @Override
    public int updateSize(int length) {
        return 0;
    }

    /** Returns how many bytes a whole text becomes, with its tag or without it. */
    static int size(boolean encrypt, int length, int tagSize) {
        return encrypt ? Math.addExact(length, tagSize) : Math.max(length - tagSize, 0);
    }

    @Override
    public int finalSize(int length) {
        return size(encrypt, Math.addExact(sent, length), tagSize);
    }

    @Override
    public void associate(ByteBuffer data) {
        if (text) {
            throw new IllegalStateException("Update has been called; no more AAD data");
        }
        associated = Math.addExact(associated, data.remaining());
        if (data.hasRemaining()) {
            socket.send(true, data);
        }
    }

    @Override
    public void update(ByteBuffer input, ByteBuffer output) {
        text = true;
        sent = Math.addExact(sent, input.remaining());
        if (input.hasRemaining()) {
            socket.send(true, input);
        }
    }

    @Override
    public void finish(ByteBuffer input, ByteBuffer output) throws ShortBufferException, AEADBadTagException {
        int size = finalSize(input.remaining());
        if (!encrypt && sent + input.remaining() < tagSize) {
            throw new AEADBadTagException("Input too short: it has no tag of " + tagSize + " bytes");
        }
        CipherMessage.requireRoom(output, size);
        socket.send(new CipherOperation(encrypt, iv, associated), false, input);
        try {
            socket.receive(Math.addExact(associated, size), result -> output.put(result.slice(associated, size)));
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EBADMSG) {
                throw badTag(e);
            }
            throw e;
        }
    }

    private static AEADBadTagException badTag(KeyctlException cause) {
        AEADBadTagException bad = new AEADBadTagException(
                "Tag mismatch: another key, IV or associated data was used, or the data was changed");
        bad.initCause(cause);
        return bad;
    }

    @Override
    public void close() {
        socket.close();
    }
}
