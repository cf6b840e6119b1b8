package org.linuxkeyring.spec;

/** The values of the setting {@code protection}, which says whether processes can read new keys again. */
public enum Protection {
    /** {@code exportable}: whoever may read the entry can read the key. */
    EXPORTABLE("exportable"),
    /**
     * {@code kernel-held}: the kernel computes with the key, and no process can read it (see {@link KernelHeldKey}).
     */
    KERNEL_HELD("kernel-held");

    private final String text;

    Protection(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Protection of(String text) {
        return SettingText.choice(Protection.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
