package org.linuxkeyring.spec;

/** Values of the setting {@code passwords}: what a password does that an entry is set with. */
public enum Passwords {
    /** {@code protect}: it encrypts the key (PBES2 with scrypt and AES-256: RFC 8018, RFC 7914). */
    PROTECT("protect"),
    /** {@code ignore}: nothing; the kernel's permissions alone protect the entry. */
    IGNORE("ignore");

    private final String text;

    Passwords(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static Passwords of(String text) {
        return Choice.of(Passwords.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
