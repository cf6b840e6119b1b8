package org.linuxkeyring.spec;

/**
 * The values of the setting {@code session}, which says in whose session keyring a keystore may be loaded. In another
 * user's session, all processes of that session possess the keys that its keyring links: they can read the entries, and
 * put others before them.
 */
public enum Session {
    /** {@code own}: in a session keyring of the process's user or of root; in another user's, loading fails. */
    OWN("own"),
    /** {@code any}: in any user's session keyring. */
    ANY("any");

    private final String text;

    Session(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static Session of(String text) {
        return SettingText.choice(Session.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
