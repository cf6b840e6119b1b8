package org.linuxkeyring.event;

/**
 * An entry as an operator knows it.
 *
 * @param keyring the keyring that its keystore names; empty for a keystore on all keyrings of the process
 */
public record EntryName(String alias, String keyring) {
    /** The entry of a key that no keystore returned. */
    public static final EntryName NONE = new EntryName("", "");
}
