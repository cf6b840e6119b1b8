package org.linuxkeyring.keyring;

import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.kernel.memory.MemoryKeyctl;
import org.linuxkeyring.spec.Backend;

/** The backends, each of which is opened once per JVM and shared by all callers. */
public final class OpenBackend {
    private OpenBackend() {}

    /**
     * Returns the one instance of a backend.
     *
     * @throws KeyringException if the backend does not work here, with the reason and the remedy
     */
    public static Keyctl of(Backend backend) {
        if (backend == Backend.AUTO && automatic() == Backend.MEMORY) {
            Log.warnOnce(
                    "Keystores are in the memory of this process, and end with it: " + System.getProperty("os.name")
                            + " has no keyrings. If that is as it should be, set backend=memory");
        }
        return isMemory(backend) ? Memory.KEYCTL : Kernel.open();
    }

    /**
     * Returns the backend that {@link Backend#AUTO} means on this operating system. On Linux there is no fallback to
     * memory: keys that silently live and die with the JVM would be a loss noticed too late.
     */
    public static Backend automatic() {
        return System.getProperty("os.name").equals("Linux") ? Backend.KERNEL : Backend.MEMORY;
    }

    /** Returns whether a backend keeps keys in this JVM's memory, not in the kernel. */
    public static boolean isMemory(Backend backend) {
        return backend == Backend.MEMORY || backend == Backend.AUTO && automatic() == Backend.MEMORY;
    }

    /** Returns a new imitation of the kernel like that of {@link Backend#MEMORY}, which no other caller shares. */
    public static Keyctl privateMemory() {
        return new MemoryKeyctl();
    }

    /**
     * The kernel's instance, initialised at its first use: on systems other than Linux nothing may load JNA's classes.
     */
    private static final class Kernel {
        private static final Keyctl KEYCTL;
        private static final KeyringException FAILURE;

        static {
            Keyctl keyctl = null;
            KeyringException failure = null;
            try {
                keyctl = KernelLoader.load(
                        System.getProperty("os.name"), System.getProperty("os.arch"), NativeGate::open);
            } catch (KeyringException e) {
                failure = e;
            }
            KEYCTL = keyctl;
            FAILURE = failure;
        }

        /**
         * Returns the instance, or throws the failure of the first attempt, since JNA reports its cause only once. The
         * stack trace is that of each caller.
         */
        static Keyctl open() {
            if (FAILURE != null) {
                throw new KeyringException(FAILURE.getMessage(), FAILURE.getCause());
            }
            return KEYCTL;
        }
    }

    private static final class Memory {
        private static final Keyctl KEYCTL = new MemoryKeyctl();
    }
}
