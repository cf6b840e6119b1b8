package org.linuxkeyring.keyring;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which keys a keyring takes (keyctl_restrict_keyring(3)).
 *
 * @param type the key type that decides; none: no key at all
 * @param scheme what the type is told, such as {@code key_or_keyring:123456:chain}; empty without a type
 */
public record Restriction(Optional<KeyType> type, String scheme) {
    private static final String REJECT = "reject";

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
            throw new IllegalArgumentException("'" + text + "' is not a restriction");
        }
        return new Restriction(Optional.of(KeyType.of(text.substring(0, colon))), text.substring(colon + 1));
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
