package org.linuxkeyring.spec;

import java.util.List;
import java.util.Optional;

/**
 * A key that a keystore's search meets and, if the key is a keyring, its links: as much as the process may see at one
 * moment, and never a payload. {@link KeyringKeyStore#keyrings} returns them.
 */
public interface ListedKey {
    /** {@return the serial number, which is positive} */
    int serial();

    /** {@return the description; empty if the kernel does not tell it} */
    Optional<String> description();

    /** {@return the permission mask; empty if the kernel does not tell it} */
    Optional<Permissions> permissions();

    /**
     * {@return whether the key is a keyring, or may be one: the kernel does not tell the type of a key that may not be
     * viewed}
     */
    boolean mayBeKeyring();

    /** {@return the reason why less of the key is shown than usual, in a few words of English} */
    Optional<String> remark();

    /** {@return what a keyring links, in the kernel's order; empty for other keys} */
    List<ListedKey> links();

    /** {@return the entry of this key's type and description; empty if the keystore has no such entry} */
    Optional<Entry> entry();

    /**
     * An entry, and the place where the keystore finds it: that may be another key of the same type and description.
     */
    interface Entry {
        /** {@return the alias} */
        String alias();

        /** {@return the serial of the key that the keystore finds} */
        int serial();

        /** {@return the serial of the keyring in which the keystore finds that key} */
        int keyring();
    }
}
