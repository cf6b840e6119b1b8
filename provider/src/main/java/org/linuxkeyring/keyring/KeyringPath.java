package org.linuxkeyring.keyring;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;

/**
 * The name of a keyring as settings write it: a root ({@code @u}, a serial, {@code %keyring:name}) and the names of
 * keyrings below it, divided by slashes.
 */
public final class KeyringPath {
    static final String PERSISTENT = "@persistent";
    static final String BY_NAME = "%keyring:";

    private static final Map<String, Integer> SPECIAL = Map.of(
            "@t", Keyctl.THREAD_KEYRING,
            "@p", Keyctl.PROCESS_KEYRING,
            "@s", Keyctl.SESSION_KEYRING,
            "@u", Keyctl.USER_KEYRING,
            "@us", Keyctl.USER_SESSION_KEYRING);

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
     * @throws IllegalArgumentException if the root is none of those, or a name is empty, begins with a dot, which the
     *     kernel keeps for itself, or begins or ends with a blank, which no one sees in a file
     */
    public static KeyringPath parse(String text) {
        List<String> parts = Arrays.asList(text.split("/", -1));
        String root = parts.get(0);
        List<String> names = parts.subList(1, parts.size());
        boolean rootIsLegal = SPECIAL.containsKey(root)
                || root.equals(PERSISTENT)
                || root.startsWith(BY_NAME) && isKeyringName(root.substring(BY_NAME.length()))
                || isSerial(root);
        if (!rootIsLegal || !names.stream().allMatch(KeyringPath::isKeyringName)) {
            throw new IllegalArgumentException("'" + Printable.name(text) + "' is not a keyring");
        }
        return new KeyringPath(text, root, names);
    }

    private static boolean isKeyringName(String name) {
        return Description.of(name).isLegal()
                && !name.startsWith(".")
                && !isBlank(name.charAt(0))
                && !isBlank(name.charAt(name.length() - 1));
    }

    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static boolean isSerial(String root) {
        try {
            return Integer.decode(root) > 0 && !root.startsWith("+");
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** How settings write a special keyring ID. */
    static String written(int special) {
        return SPECIAL.entrySet().stream()
                .filter(each -> each.getValue() == special)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The path of a keyring of that name in the one at {@code above}; empty where no path can name it. */
    static Optional<String> below(String above, String name) {
        return isKeyringName(name) && name.indexOf('/') < 0 ? Optional.of(above + "/" + name) : Optional.empty();
    }

    /**
     * Whether the root belongs to a thread or the process alone, so that only one thread may use it (see OwnerThread).
     */
    public boolean isConfined() {
        return root.equals("@t") || root.equals("@p");
    }

    /** Whether the root may be any user's keyring: written as a serial or by a name. */
    boolean isOfAnyUser() {
        return !SPECIAL.containsKey(root) && !root.equals(PERSISTENT);
    }

    String root() {
        return root;
    }

    /** The special keyring ID of the root, or the serial that it is written as. */
    int rootId() {
        Integer special = SPECIAL.get(root);
        return special != null ? special : Integer.decode(root);
    }

    List<String> names() {
        return names;
    }

    /** Whether it is not a root, but a keyring that another one links by this name. */
    public boolean isBelowAnother() {
        return !names.isEmpty();
    }

    /** The path of the keyring that links this one by name; none for a root. */
    Optional<KeyringPath> above() {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeyringPath(
                        text.substring(0, text.lastIndexOf('/')), root, names.subList(0, names.size() - 1)));
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
