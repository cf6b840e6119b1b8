package org.linuxkeyring.kernel;

public enum Backend {
    AUTO,
    KERNEL,
    MEMORY;

    public Keyctl open() {
        throw new UnsupportedOperationException();
    }

    public static Keyctl privateMemory() {
        throw new UnsupportedOperationException();
    }
}
