package org.linuxkeyring.held.secret;

import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.MacSpi;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.AlgorithmSocket;

/** HMAC with a key that the kernel holds. The key may have the name of any algorithm, as with SunJCE. */
final class HeldMac extends MacSpi {
    private final String algorithm;
    private final int size;
    private HeldSecretKey key;
    /**
     * The socket of the message that was begun; null between two messages, so that a Mac at rest holds no descriptor.
     */
    private AlgorithmSocket socket;

    HeldMac(String algorithm, int size) {
        this.algorithm = algorithm;
        this.size = size;
    }

    @Override
    protected int engineGetMacLength() {
        return size;
    }

    @Override
    protected void engineInit(Key given, AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("HMAC does not use parameters");
        }
        engineReset();
        key = null;
        HeldSecretKey held = HeldSecretKey.require(given);
        try {
            socket = open(held);
            key = held;
        } catch (KeyringException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        send(ByteBuffer.wrap(input, offset, length));
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        send(input);
        input.position(input.limit());
    }

    private void send(ByteBuffer input) {
        try {
            begun().send(true, input);
        } catch (KeyringException e) {
            throw failed(e);
        }
    }

    @Override
    protected byte[] engineDoFinal() {
        try {
            return begun().receive(size, answer -> {
                byte[] mac = new byte[size];
                answer.get(mac);
                return mac;
            });
        } catch (KeyringException e) {
            throw failed(e);
        } finally {
            engineReset();
        }
    }

    @Override
    protected void engineReset() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    private AlgorithmSocket begun() {
        if (key == null) {
            throw new IllegalStateException("MAC not initialized");
        }
        if (socket == null) {
            socket = open(key);
        }
        return socket;
    }

    private AlgorithmSocket open(HeldSecretKey from) {
        return from.key().algorithmSocket("hash", algorithm, 0);
    }

    /** Returns what is thrown for a failure. The message cannot be continued after it, and an init is needed. */
    private ProviderException failed(KeyringException e) {
        engineReset();
        key = null;
        return new ProviderException(e.getMessage(), e);
    }
}
