package org.linuxkeyring.keyring;

import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.kernel.memory.MemoryKeyctl;

/**
 * Where keys are kept: in the kernel or in this JVM's memory. Each is opened once per JVM, and every caller shares it.
 */
public enum Backend {
    /**
     * The kernel on Linux, memory elsewhere. On Linux there is no falling back: keys that silently live and die with
     * the JVM would be a loss noticed too late.
     */
    AUTO {
        @Override
        public Keyctl open() {
            return automatic().open();
        }
    },
    /** Linux's own keyrings. */
    KERNEL {
        @Override
        public Keyctl open() {
            return Kernel.open();
        }
    },
    /** An imitation that ends with the JVM, for tests and for systems other than Linux. */
    MEMORY {
        @Override
        public Keyctl open() {
            return Memory.KEYCTL;
        }
    };

    /**
     * The one instance of this backend.
     *
     * @throws KeyringException where it does not work here, with the reason and the remedy
     */
    public abstract Keyctl open();

    /** What {@link #AUTO} is on this operating system. */
    public static Backend automatic() {
        return System.getProperty("os.name").equals("Linux") ? KERNEL : MEMORY;
    }

    /** Whether keys are kept in this JVM's memory, not in the kernel. */
    public boolean isMemory() {
        return this == MEMORY || this == AUTO && automatic() == MEMORY;
    }

    /** An imitation like {@link #MEMORY}'s, for who asks alone. */
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
