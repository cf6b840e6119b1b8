package org.linuxkeyring.spec;

/** Values of the setting {@code writes}: when a change reaches the keyring. */
public enum Writes {
    /** {@code immediate}: at once, before the method that makes it returns. */
    IMMEDIATE("immediate"),
    /** {@code on-store}: by {@link java.security.KeyStore#store}; until then this keystore alone shows it. */
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
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static Writes of(String text) {
        return Choice.of(Writes.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
