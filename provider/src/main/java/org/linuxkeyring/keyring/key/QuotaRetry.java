package org.linuxkeyring.keyring.key;

import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * Rides out an EDQUOT that passes: a removed key counts against its owner's quota until the kernel's garbage collector
 * has come to it (security/keys/gc.c, key_gc_unused_keys).
 */
public final class QuotaRetry {
    /** In milliseconds; they add up to about a second, far more than the collector takes on an idle machine. */
    private static final int[] PAUSES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private QuotaRetry() {}

    /** What waits between two attempts. */
    @FunctionalInterface
    interface Pause {
        void of(int milliseconds) throws InterruptedException;
    }

    /**
     * The answer of a call that takes quota.
     *
     * @throws KeyctlException EDQUOT with the numbers used and allowed, if it did not pass, or the thread was
     *     interrupted
     */
    public static <T> T run(Keyctl keyctl, Supplier<T> call) {
        return run(keyctl, call, Thread::sleep);
    }

    public static <T> T run(Keyctl keyctl, Supplier<T> call, Pause pause) {
        for (int attempt = 0; ; attempt++) {
            try {
                return call.get();
            } catch (KeyctlException e) {
                if (e.errno() != Errno.EDQUOT) {
                    throw e;
                }
                if (attempt == PAUSES.length || !paused(pause, PAUSES[attempt])) {
                    throw withNumbers(keyctl, e);
                }
            }
        }
    }

    /** False if the thread was interrupted, which it then still is. */
    private static boolean paused(Pause pause, int milliseconds) {
        try {
            pause.of(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static KeyctlException withNumbers(Keyctl keyctl, KeyctlException e) {
        return KeyQuota.ofCaller(keyctl)
                .map(quota -> e.withRemedy(
                        "By /proc/key-users " + quota + ". Remove keys, or raise the sysctls " + quota.sysctls() + "."))
                .orElse(e);
    }
}
