package org.linuxkeyring.spec;

/** The values of the setting {@code type}, which is the kernel key type of new entries (keyrings(7), "Key types"). */
public enum EntryType {
    /**
     * {@code auto}: {@code big_key} for trusted certificates and for payloads over 32,767 bytes, if the kernel has that
     * type; else {@code user}.
     */
    AUTO("auto"),
    /**
     * {@code user}: payloads of up to 32,767 bytes, in memory that is never swapped out; each byte counts against the
     * user's quota (security/keys/user_defined.c, user_preparse).
     */
    USER("user"),
    /**
     * {@code big_key}: payloads of up to 1 MiB, encrypted where they may be swapped out; a payload counts as 16 bytes
     * against the user's quota (security/keys/big_key.c, big_key_preparse).
     */
    BIG_KEY("big_key");

    private final String text;

    EntryType(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text the text in a properties file, in upper or lower case
     * @return the constant with this text
     * @throws IllegalArgumentException if no constant has this text; the message names the texts that are allowed
     */
    public static EntryType of(String text) {
        return SettingText.choice(EntryType.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
