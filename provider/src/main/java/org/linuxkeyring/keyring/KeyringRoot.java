package org.linuxkeyring.keyring;

import java.util.Map;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.KeyringPath;

/**
 * The root of a {@link KeyringPath} as the kernel knows it: a special keyring ID, a serial, or a name to search for.
 */
public final class KeyringRoot {
    static final String PERSISTENT = "@persistent";
    static final String BY_NAME = "%keyring:";

    private static final Map<String, Integer> SPECIAL = Map.of(
            "@t", Keyctl.THREAD_KEYRING,
            "@p", Keyctl.PROCESS_KEYRING,
            "@s", Keyctl.SESSION_KEYRING,
            "@u", Keyctl.USER_KEYRING,
            "@us", Keyctl.USER_SESSION_KEYRING);

    private KeyringRoot() {}

    /** Returns the text for a special keyring ID in settings. */
    static String written(int special) {
        return SPECIAL.entrySet().stream()
                .filter(each -> each.getValue() == special)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns whether the root belongs to a thread or the process alone, so that only one thread may use it (see
     * OwnerThread).
     */
    public static boolean isConfined(KeyringPath path) {
        return path.root().equals("@t") || path.root().equals("@p");
    }

    /** Returns whether the same text names another keyring, or none, after a reboot: it is confined, or a serial. */
    public static boolean isTransient(KeyringPath path) {
        return isConfined(path) || Character.isDigit(path.root().charAt(0));
    }

    /** Returns whether the root may be any user's keyring, since it is written as a serial or by a name. */
    static boolean isOfAnyUser(KeyringPath path) {
        return !SPECIAL.containsKey(path.root()) && !path.root().equals(PERSISTENT);
    }

    /**
     * Returns the root as keyctl(1) takes it in a shell, which knows neither {@code @persistent} nor blanks in names.
     */
    static String forKeyctl(KeyringPath path, int serial) {
        return SPECIAL.containsKey(path.root()) ? path.root() : Integer.toString(serial);
    }

    /** Returns the special keyring ID of the root, or the serial as which it is written. */
    static int id(KeyringPath path) {
        Integer special = SPECIAL.get(path.root());
        return special != null ? special : Integer.decode(path.root());
    }
}
