package org.linuxkeyring.keyring;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;

/**
 * Which keys a keyring takes (keyctl_restrict_keyring(3)).
 *
 * @param type the key type that decides; none: no key at all
 * @param scheme what the type is told, such as {@code key_or_keyring:123456:chain}; empty without a type
 */
public record Restriction(Optional<KeyType> type, String scheme) {
    private static final String REJECT = "reject";

    private static final String RESTRICTED =
            "The keyring is restricted (`keyctl restrict_keyring`), which cannot be undone: its entries can be read and"
                    + " deleted, and new or changed ones need another keyring.";

    /**
     * {@code reject}, or a type and its scheme with a colon between them.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static Restriction parse(String text) {
        if (text.equals(REJECT)) {
            return new Restriction(Optional.empty(), "");
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon == text.length() - 1 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + Printable.name(text) + "' is not a restriction");
        }
        return new Restriction(Optional.of(KeyType.of(text.substring(0, colon))), text.substring(colon + 1));
    }

    /**
     * The refusal to link a key, which says so where it comes from a restriction: nothing else tells that a keyring is
     * restricted.
     */
    static KeyctlException explained(KeyctlException e, Keyctl keyctl) {
        return e.errno() == Errno.EPERM && addsElsewhere(keyctl) ? e.withRemedy(RESTRICTED) : e;
    }

    /** If so, it is not a seccomp filter that does not permit it, but the keyring. */
    private static boolean addsElsewhere(Keyctl keyctl) {
        try {
            return new KeyTypeProbe(keyctl).exists(KeyType.USER);
        } catch (KeyctlException e) {
            return false;
        }
    }

    /** The scheme as the system call takes it. */
    byte[] schemeBytes() {
        return scheme.getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return type.map(name -> name + ":" + scheme).orElse(REJECT);
    }
}
