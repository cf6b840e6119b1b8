package org.linuxkeyring.spec;

/** The values of the setting {@code writes}, which says when a change reaches the keyring. */
public enum Writes {
    /** {@code immediate}: at once, before the method that makes the change returns. */
    IMMEDIATE("immediate"),
    /**
     * {@code on-store}: when {@link java.security.KeyStore#store} is called; until then this keystore alone shows the
     * change.
     */
    ON_STORE("on-store"),
    /** {@code never}: each change is refused with a {@link org.linuxkeyring.error.KeyringException}. */
    NEVER("never");

    private final String text;

    Writes(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Writes of(String text) {
        return SettingText.choice(Writes.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
