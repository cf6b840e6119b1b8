package org.linuxkeyring.keyring;

import java.nio.charset.StandardCharsets;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Restriction;

/**
 * The restriction of a keyring, which only the keyring's refusals show: nothing else tells whether a keyring is
 * restricted.
 */
final class RestrictedKeyring {
    private static final String REMEDY =
            "The keyring is restricted (`keyctl restrict_keyring`), which cannot be undone: its entries can be read and"
                    + " deleted, and new or changed ones need another keyring.";

    private RestrictedKeyring() {}

    /** Restricts a keyring; returns false if it was restricted before, which stays as it was. */
    static boolean restrict(Keyctl keyctl, int keyring, Restriction restriction) {
        try {
            byte[] type =
                    restriction.type().map(KeyType::of).map(KeyType::bytes).orElse(null);
            byte[] scheme = type == null ? null : restriction.scheme().getBytes(StandardCharsets.UTF_8);
            keyctl.restrictKeyring(keyring, type, scheme);
            return true;
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the refusal to link a key, with a remedy if it comes from a restriction. */
    static KeyctlException explained(KeyctlException e, Keyctl keyctl) {
        return e.errno() == Errno.EPERM && addsElsewhere(keyctl) ? e.withRemedy(REMEDY) : e;
    }

    /**
     * Returns whether add_key(2) is permitted elsewhere, so that it is the keyring and not a seccomp filter that
     * refuses.
     */
    private static boolean addsElsewhere(Keyctl keyctl) {
        try {
            return new KeyTypeProbe(keyctl).exists(KeyType.USER);
        } catch (KeyctlException e) {
            return false;
        }
    }
}
