package org.linuxkeyring.spec;

/** The values of the setting {@code keys}, which says what the keystore returns for a key that it could read. */
public enum Keys {
    /** {@code readable}: the key itself, with its encoding. */
    READABLE("readable"),
    /** {@code opaque}: an {@link OpaqueKey}, which reads the entry for each operation and holds nothing of the key. */
    OPAQUE("opaque");

    private final String text;

    Keys(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Keys of(String text) {
        return SettingText.choice(Keys.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
