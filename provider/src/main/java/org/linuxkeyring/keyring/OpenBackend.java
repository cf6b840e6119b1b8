package org.linuxkeyring.keyring;

import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.kernel.memory.MemoryKeyctl;
import org.linuxkeyring.spec.Backend;

/** Opens backends: each once per JVM, and every caller shares it. */
public final class OpenBackend {
    private OpenBackend() {}

    /**
     * The one instance of a backend.
     *
     * @throws KeyringException where it does not work here, with the reason and the remedy
     */
    public static Keyctl of(Backend backend) {
        return isMemory(backend) ? Memory.KEYCTL : Kernel.open();
    }

    /**
     * What {@link Backend#AUTO} is on this operating system. On Linux there is no falling back: keys that silently live
     * and die with the JVM would be a loss noticed too late.
     */
    public static Backend automatic() {
        return System.getProperty("os.name").equals("Linux") ? Backend.KERNEL : Backend.MEMORY;
    }

    /** Whether keys are kept in this JVM's memory, not in the kernel. */
    public static boolean isMemory(Backend backend) {
        return backend == Backend.MEMORY || backend == Backend.AUTO && automatic() == Backend.MEMORY;
    }

    /** An imitation like that of {@link Backend#MEMORY}, for who asks alone. */
    public static Keyctl privateMemory() {
        return new MemoryKeyctl();
    }

    /** Initialised at the first use, as its sibling: on systems other than Linux nothing may load JNA's classes. */
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

        /** A failure stays what it was, since JNA tells its cause only once; the stack trace is each caller's own. */
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
