package org.linuxkeyring.spec;

/** Values of the setting {@code type}: the kernel key type of new entries (keyrings(7), "Key types"). */
public enum EntryType {
    /**
     * {@code auto}: {@code big_key} for trusted certificates and for what is over 32,767 bytes, where the kernel has
     * it, else {@code user}.
     */
    AUTO("auto"),
    /** {@code user}: up to 32,767 bytes in memory that is never swapped out, each counted against the user's quota. */
    USER("user"),
    /** {@code big_key}: up to 1 MiB, encrypted where it may be swapped out; counts 16 bytes of quota. */
    BIG_KEY("big_key");

    private final String text;

    EntryType(String text) {
        this.text = text;
    }

    /**
     * Reads the setting's text.
     *
     * @param text as a properties file has it, in capitals or not
     * @return the constant of that text
     * @throws IllegalArgumentException if there is none, naming those that are allowed
     */
    public static EntryType of(String text) {
        return Choice.of(EntryType.class, text);
    }

    /** {@return the text in a properties file} */
    @Override
    public String toString() {
        return text;
    }
}
