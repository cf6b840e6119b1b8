package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.IntFunction;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * A keyring in a thread keyring, for keys that no one may find before they are complete. If the process is killed, the
 * kernel removes the keyring with its keys.
 */
public final class StagingKeyring {
    private StagingKeyring() {}

    /** Calls {@code work} with the serial of a staging keyring. */
    public static <T> T use(Keyctl keyctl, IntFunction<T> work) {
        return TemporaryThread.call(() -> {
            int ofThread = keyctl.keyringId(Keyctl.THREAD_KEYRING, true);
            int staging = QuotaRetry.run(
                    keyctl,
                    () -> keyctl.addKey(
                            KeyType.KEYRING.bytes(),
                            Description.of("being made: " + UUID.randomUUID()).raw(),
                            ByteBuffer.allocate(0),
                            ofThread));
            try {
                return work.apply(staging);
            } finally {
                abandon(keyctl, staging, ofThread);
            }
        });
    }

    /**
     * Unlinks the staging keyring. The thread that owns a confined keyring (see OwnerThread) lives on, and its thread
     * keyring would keep the link.
     */
    private static void abandon(Keyctl keyctl, int staging, int ofThread) {
        try {
            keyctl.unlink(staging, ofThread);
        } catch (KeyctlException e) {
            // The key has been made, or its refusal is thrown; the staging keyring ends with the thread.
        }
    }
}
