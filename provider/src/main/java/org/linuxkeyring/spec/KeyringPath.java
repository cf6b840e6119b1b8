package org.linuxkeyring.spec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.linuxkeyring.kernel.Printable;

/**
 * The name of a keyring in settings: a root, followed by the names of keyrings below the root, separated by slashes.
 * The root is a special keyring such as {@code @u}, a serial, or {@code %keyring:NAME} (keyctl(1), "Key identifiers").
 * Immutable.
 *
 * <pre>{@code
 * KeyringPath.of("@u/payments/tls").names(); // [payments, tls]
 * }</pre>
 */
public final class KeyringPath {
    private static final Set<String> SPECIAL = Set.of("@t", "@p", "@s", "@u", "@us", "@persistent");
    private static final String BY_NAME = "%keyring:";

    /**
     * The limit on a keyring's description: one page with the terminating NUL (security/keys/keyctl.c,
     * KEY_MAX_DESC_SIZE).
     */
    private static final int MAX_NAME_BYTES = 4095;

    private final String text;
    private final String root;
    private final List<String> names;

    private KeyringPath(String text, String root, List<String> names) {
        this.text = text;
        this.root = root;
        this.names = List.copyOf(names);
    }

    /**
     * Reads a path.
     *
     * @param text {@code @u}, {@code @s}, {@code @us}, {@code @p}, {@code @t}, {@code @persistent}, a serial in decimal
     *     or hex, or {@code %keyring:NAME}; followed by {@code /NAME} any number of times
     * @return the path
     * @throws IllegalArgumentException if the root is none of those, or if a name is empty, is longer than 4,095 bytes
     *     in UTF-8, contains NUL or an unpaired surrogate, begins with a dot, which the kernel reserves, or begins or
     *     ends with a blank, which nobody sees in a file; or if the setting {@code keyring} does not take the path or
     *     one above it, since it is longer than 4,095 characters or seems to end in a comment, as {@code @u/shop #1}
     *     does
     */
    public static KeyringPath of(String text) {
        Objects.requireNonNull(text, "text");
        List<String> parts = Arrays.asList(text.split("/", -1));
        String root = parts.get(0);
        List<String> names = parts.subList(1, parts.size());
        boolean rootIsLegal = SPECIAL.contains(root)
                || root.startsWith(BY_NAME) && isName(root.substring(BY_NAME.length()))
                || isSerial(root);
        if (!rootIsLegal || !names.stream().allMatch(KeyringPath::isName)) {
            throw refused(text, "allowed is: " + Setting.KEYRING.allowed());
        }
        // A path above this one ends with one of its parts.
        Stream.concat(Stream.of(text), parts.stream())
                .flatMap(part -> Setting.fault(part).stream())
                .findFirst()
                .ifPresent(why -> {
                    throw refused(text, why);
                });
        return new KeyringPath(text, root, names);
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + Printable.name(text) + "' is not a keyring; " + why);
    }

    private static boolean isName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > 0
                && bytes <= MAX_NAME_BYTES
                && name.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && !name.startsWith(".")
                && !SettingText.isBlank(name.charAt(0))
                && !SettingText.isBlank(name.charAt(name.length() - 1));
    }

    private static boolean isSerial(String root) {
        try {
            return Integer.decode(root) > 0 && !root.startsWith("+");
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** {@return the first part: a special keyring, a serial, or {@code %keyring:NAME}} */
    public String root() {
        return root;
    }

    /** {@return the names of the keyrings below the root, from the top; empty for the root itself} */
    public List<String> names() {
        return names;
    }

    /** {@return the path of the keyring that links this keyring by name; empty for a root} */
    public Optional<KeyringPath> above() {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeyringPath(
                        text.substring(0, text.lastIndexOf('/')), root, names.subList(0, names.size() - 1)));
    }

    /**
     * Appends a name.
     *
     * @param name the name of a keyring that this keyring links
     * @return the path of that keyring; empty if no path can name it, for example because its name contains a slash
     */
    public Optional<KeyringPath> below(String name) {
        String below = text + "/" + name;
        return isName(name) && name.indexOf('/') < 0 && Setting.fault(below).isEmpty()
                ? Optional.of(of(below))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyringPath path && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return the path as it was written} */
    @Override
    public String toString() {
        return text;
    }
}
