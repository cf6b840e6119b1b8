package org.linuxkeyring.keyring.key;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * A probe of whether the kernel starts helper programs for missing keys (request-key(8)). It requests a key that no
 * rule matches.
 */
public final class HelperProgramProbe {
    /** The description of the requested key, whose prefix matches no rule that keyutils or the samples install. */
    private static final Description NEVER_MADE = Description.of("linuxkeyring:probe");

    private final Keyctl keyctl;

    public HelperProgramProbe(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Requires that the kernel starts a helper program, whatever the program answers. The request leaves a negative key
     * in the thread keyring of a temporary thread, which ends with that thread.
     *
     * @throws KeyctlException if no program was started: ENOENT where none is installed, with the remedy
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
