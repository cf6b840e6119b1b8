package org.linuxkeyring.spec;

/** The values of the setting {@code passwords}, which says what a password does with which an entry is set. */
public enum Passwords {
    /** {@code protect}: the password encrypts the key (PBES2 with scrypt and AES-256: RFC 8018, RFC 7914). */
    PROTECT("protect"),
    /** {@code ignore}: the password does nothing; the kernel's permissions alone protect the entry. */
    IGNORE("ignore");

    private final String text;

    Passwords(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Passwords of(String text) {
        return SettingText.choice(Passwords.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
