package org.linuxkeyring.spec;

/** Values of the setting {@code backend}: where the keyrings are. */
public enum Backend {
    /** {@code auto}: the kernel's on Linux, in memory elsewhere. On Linux there is no falling back to memory. */
    AUTO("auto"),
    /** {@code kernel}: Linux's own keyrings (keyrings(7)). */
    KERNEL("kernel"),
    /** {@code memory}: an imitation that ends with the JVM, for tests and for systems other than Linux. */
    MEMORY("memory");

    private final String text;

    Backend(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static Backend of(String text) {
        return Choice.of(Backend.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
