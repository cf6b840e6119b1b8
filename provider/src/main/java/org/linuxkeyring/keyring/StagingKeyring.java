package org.linuxkeyring.keyring;

import java.util.UUID;
import java.util.function.Function;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.TemporaryThread;

/**
 * A keyring in a thread keyring, for keys that no one is to find before they are whole. Nothing is left of it if the
 * process is killed.
 */
final class StagingKeyring {
    private StagingKeyring() {}

    /** Lets {@code work} use one. */
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

    /** Needed in the one thread that lives on and owns what is confined to it (see OwnerThread). */
    private static void abandon(Keyctl keyctl, Keyring staging, Keyring ofThread) {
        try {
            keyctl.unlink(staging.serial(), ofThread.serial());
        } catch (KeyctlException e) {
            // What was made is made, or its refusal is thrown; the staging keyring ends with the thread.
        }
    }
}
