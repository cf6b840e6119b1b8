package org.linuxkeyring.spec;

/** Values of the setting {@code protection}: whether new keys can be read again. */
public enum Protection {
    /** {@code exportable}: who may read the entry has the key. */
    EXPORTABLE("exportable"),
    /**
     * {@code kernel-held}: the kernel computes with the key and no process can read it, as {@link KernelHeldKey} says.
     */
    KERNEL_HELD("kernel-held");

    private final String text;

    Protection(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static Protection of(String text) {
        return Choice.of(Protection.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
