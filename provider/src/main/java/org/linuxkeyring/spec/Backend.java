package org.linuxkeyring.spec;

/** The values of the setting {@code backend}, which says where the keyrings are. */
public enum Backend {
    /**
     * {@code auto}: the kernel's keyrings on Linux, keyrings in memory elsewhere. On Linux there is no fallback to
     * memory.
     */
    AUTO("auto"),
    /** {@code kernel}: the keyrings of the Linux kernel (keyrings(7)). */
    KERNEL("kernel"),
    /**
     * {@code memory}: keyrings in the memory of this JVM, which imitate the kernel's and end with the JVM; for tests
     * and for systems other than Linux.
     */
    MEMORY("memory");

    private final String text;

    Backend(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Backend of(String text) {
        return SettingText.choice(Backend.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
