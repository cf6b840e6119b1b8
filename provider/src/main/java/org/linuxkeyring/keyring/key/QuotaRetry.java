package org.linuxkeyring.keyring.key;

import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * The pauses between the attempts of one call that takes quota. A removed key counts against its owner's quota until
 * the kernel's garbage collector has reached it (security/keys/gc.c, key_gc_unused_keys), so an EDQUOT may pass.
 */
public final class QuotaRetry {
    /**
     * The pauses in milliseconds; they add up to about a second, far more than the collector takes on an idle machine.
     */
    private static final int[] PAUSES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final Keyctl keyctl;
    private final Pause pause;
    private int attempts;

    /** Begins the attempts of one call. */
    public QuotaRetry(Keyctl keyctl) {
        this(keyctl, Thread::sleep);
    }

    private QuotaRetry(Keyctl keyctl, Pause pause) {
        this.keyctl = keyctl;
        this.pause = pause;
    }

    /** A way to wait between two attempts. */
    @FunctionalInterface
    interface Pause {
        void of(int milliseconds) throws InterruptedException;
    }

    /**
     * Makes a call that takes quota, and repeats it while its EDQUOT may pass.
     *
     * @return the result of the call
     * @throws KeyctlException as {@link #pauseAfter} does
     */
    public static <T> T run(Keyctl keyctl, Supplier<T> call) {
        return run(keyctl, call, Thread::sleep);
    }

    static <T> T run(Keyctl keyctl, Supplier<T> call, Pause pause) {
        QuotaRetry retry = new QuotaRetry(keyctl, pause);
        while (true) {
            try {
                return call.get();
            } catch (KeyctlException e) {
                retry.pauseAfter(e);
            }
        }
    }

    /**
     * Waits before the next attempt.
     *
     * @throws KeyctlException the refusal itself if it is not EDQUOT; EDQUOT with the numbers used and allowed if the
     *     last attempt was refused as well, or if the thread was interrupted
     */
    public void pauseAfter(KeyctlException refusal) {
        if (refusal.errno() != Errno.EDQUOT) {
            throw refusal;
        }
        if (attempts == PAUSES.length || !paused(PAUSES[attempts])) {
            throw withNumbers(refusal);
        }
        attempts++;
    }

    /** Waits; returns false if the thread was interrupted, and then leaves its interrupt status set. */
    private boolean paused(int milliseconds) {
        try {
            pause.of(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private KeyctlException withNumbers(KeyctlException e) {
        return KeyQuota.ofCaller(keyctl)
                .map(quota -> e.withRemedy(
                        "By /proc/key-users " + quota + ". Remove keys, or raise the sysctls " + quota.sysctls() + "."))
                .orElse(e);
    }
}
