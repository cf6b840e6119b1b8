package org.linuxkeyring.keyring.key;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * Finds out whether the kernel starts helper programs for missing keys (request-key(8)), by asking for a key that no
 * rule is for.
 */
public final class HelperProgramProbe {
    /** No prefix of a rule that keyutils or the samples bring. */
    private static final Description NEVER_MADE = Description.of("linuxkeyring:probe");

    private final Keyctl keyctl;

    public HelperProgramProbe(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Returns if a program was started, whatever it answered. The negative key that is left goes with the thread that
     * asks.
     *
     * @throws KeyctlException if none was: ENOENT where there is none, with the remedy
     */
    public void require() {
        TemporaryThread.call(() -> {
            try {
                int ofThread = keyctl.keyringId(Keyctl.THREAD_KEYRING, true);
                return keyctl.requestKey(KeyType.USER.bytes(), NEVER_MADE.raw(), NEVER_MADE.raw(), ofThread);
            } catch (KeyctlException e) {
                return switch (e.errno()) {
                    case EKEYREJECTED, EKEYEXPIRED, EKEYREVOKED -> Keyctl.NO_KEY;
                    default -> throw e;
                };
            }
        });
    }
}
