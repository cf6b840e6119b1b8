package org.linuxkeyring.spec;

import java.util.List;
import java.util.Optional;

/**
 * A key that a keystore's search comes to and, if it is a keyring, what it links: as much as the process may see at one
 * moment, and never a payload. {@link KeyringKeyStore#keyrings} makes them.
 */
public interface ListedKey {
    /** {@return the serial number, positive} */
    int serial();

    /** {@return the description; empty where the kernel does not tell it} */
    Optional<String> description();

    /** {@return the permission mask; empty where the kernel does not tell it} */
    Optional<Permissions> permissions();

    /** {@return whether it is a keyring, or may be one: the kernel does not tell it of a key that may not be viewed} */
    boolean mayBeKeyring();

    /** {@return why there is less to see of it than there might be, in a few words of English} */
    Optional<String> remark();

    /** {@return what a keyring links, in the kernel's order; empty for other keys} */
    List<ListedKey> links();

    /** {@return the entry of this key's type and description; empty where that is no entry of the keystore} */
    Optional<Entry> entry();

    /** An entry, and where the keystore finds it: it may be another key of that type and description. */
    interface Entry {
        /** {@return the alias} */
        String alias();

        /** {@return the serial of the key that the keystore finds} */
        int serial();

        /** {@return the serial of the keyring in which it finds it} */
        int keyring();
    }
}
