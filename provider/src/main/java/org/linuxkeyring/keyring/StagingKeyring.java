package org.linuxkeyring.keyring;

import java.util.UUID;
import java.util.function.Function;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.TemporaryThread;

/**
 * A keyring in a thread keyring, for keys that no one may find before they are complete. If the process is killed, the
 * kernel removes the keyring with its keys.
 */
final class StagingKeyring {
    private StagingKeyring() {}

    /** Calls {@code work} with a staging keyring. */
    static <T> T use(Keyctl keyctl, Function<Keyring, T> work) {
        return TemporaryThread.call(() -> {
            Keyring ofThread = new Keyring(keyctl, keyctl.keyringId(Keyctl.THREAD_KEYRING, true));
            Keyring staging = ofThread.newKeyring("being made: " + UUID.randomUUID());
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
    private static void abandon(Keyctl keyctl, Keyring staging, Keyring ofThread) {
        try {
            keyctl.unlink(staging.serial(), ofThread.serial());
        } catch (KeyctlException e) {
            // The key has been made, or its refusal is thrown; the staging keyring ends with the thread.
        }
    }
}
