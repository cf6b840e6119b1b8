package org.linuxkeyring.held;

import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.HashMap;
import java.util.Map;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.held.secret.HeldSecretKey;
import org.linuxkeyring.held.secret.PretendedSocket;
import org.linuxkeyring.held.secret.SecretKeys;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keys;

/** Keys and sockets where the running kernel has no AF_ALG. */
public final class PretendedKernel implements SecretKeys {
    private final Keyctl keyctl = mock(Keyctl.class);
    private final Map<Integer, byte[]> keys = new HashMap<>();
    private int openSockets;
    private boolean outOfMemory;

    public PretendedKernel() {
        when(keyctl.algorithmSocket(anyString(), anyString(), anyInt(), anyInt()))
                .thenAnswer(asked -> {
                    String name = asked.getArgument(1);
                    byte[] key = keys.get(asked.<Integer>getArgument(2));
                    if (key == null) {
                        throw new RefusedCall(
                                "ALG_SET_KEY_BY_KEY_SERIAL", Errno.EKEYREVOKED.number(), "a key for " + name);
                    }
                    PretendedSocket socket = new PretendedSocket(
                            asked.getArgument(0),
                            name,
                            key,
                            asked.getArgument(3),
                            () -> outOfMemory,
                            () -> openSockets--);
                    openSockets++;
                    return socket;
                });
    }

    @Override
    public HeldSecretKey hold(String algorithm, byte... key) {
        int serial = keys.size() + 1;
        keys.put(serial, key.clone());
        return new HeldSecretKey(Keys.of(keyctl, serial), algorithm);
    }

    public void revoke(HeldSecretKey key) {
        keys.put(key.key().serial(), null);
    }

    /** From now on refuses whatever is sent. */
    public void runOutOfMemory() {
        outOfMemory = true;
    }

    public int openSockets() {
        return openSockets;
    }
}
