package org.linuxkeyring.spec;

/**
 * Values of the setting {@code session}: in whose session keyring a keystore is loaded. In another user's, all its
 * processes possess what is linked there: they can read the entries, and put others before them.
 */
public enum Session {
    /** {@code own}: only in one of the process's user or of root; loading fails in another user's. */
    OWN("own"),
    /** {@code any}: in whoever's session. */
    ANY("any");

    private final String text;

    Session(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static Session of(String text) {
        return Choice.of(Session.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
