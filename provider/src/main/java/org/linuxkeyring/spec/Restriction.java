package org.linuxkeyring.spec;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;

/**
 * The rule for the keys that a keyring accepts from the moment it is restricted (keyctl_restrict_keyring(3)). A
 * restriction cannot be removed. Immutable.
 *
 * <pre>{@code
 * Restriction.REJECT;                                             // no key any more
 * Restriction.of("asymmetric", "key_or_keyring:123456:chain");    // certificates signed by what that keyring links
 * }</pre>
 */
public final class Restriction {
    /** {@code reject}: the keyring accepts no more keys. */
    public static final Restriction REJECT = new Restriction(Optional.empty(), "");

    /** The form in which the kernel takes the names of key types (security/keys/keyctl.c, key_get_type_from_user). */
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,30}");

    private final Optional<String> type;
    private final String scheme;

    private Restriction(Optional<String> type, String scheme) {
        this.type = type;
        this.scheme = scheme;
    }

    /**
     * Makes a restriction by which the kernel's code for a key type decides.
     *
     * @param type the key type, such as {@code asymmetric}; only the kernel knows whether that type restricts keyrings
     * @param scheme the argument for the type, such as {@code builtin_trusted} or {@code key_or_keyring:SERIAL:chain}
     * @return the restriction
     * @throws IllegalArgumentException if the type does not have the form of a key type's name, or if the scheme is
     *     empty or contains NUL
     */
    public static Restriction of(String type, String scheme) {
        if (!TYPE.matcher(type).matches() || scheme.isEmpty() || scheme.indexOf('\0') >= 0) {
            throw malformed(type + ":" + scheme);
        }
        return new Restriction(Optional.of(type), scheme);
    }

    /**
     * Reads a restriction.
     *
     * @param text {@code reject}, or a type and its scheme, separated by a colon
     * @return the restriction
     * @throws IllegalArgumentException if the text is neither
     */
    public static Restriction of(String text) {
        Objects.requireNonNull(text, "text");
        if (text.equals(REJECT.toString())) {
            return REJECT;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw malformed(text);
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + Printable.name(text) + "' is not a restriction; allowed is: reject, or TYPE:SCHEME, such as"
                        + " asymmetric:key_or_keyring:123456:chain");
    }

    /** {@return the key type that decides; empty for {@link #REJECT}} */
    public Optional<String> type() {
        return type;
    }

    /** {@return the argument for the type; empty for {@link #REJECT}} */
    public String scheme() {
        return scheme;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Restriction restriction
                && restriction.type.equals(type)
                && restriction.scheme.equals(scheme);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** {@return the text as {@link #of(String)} reads it} */
    @Override
    public String toString() {
        return type.map(name -> name + ":" + scheme).orElse("reject");
    }
}
