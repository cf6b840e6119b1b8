package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The key or keyring that a refused call was about, worded for an error message. */
public final class Subject {
    private Subject() {}

    /** Names a key by its serial, or a keyring by its special ID. */
    public static String of(int key) {
        return key < 0 ? keyring(key) : "key " + key;
    }

    public static String keyring(int keyring) {
        return "keyring "
                + switch (keyring) {
                    case Keyctl.THREAD_KEYRING -> "@t";
                    case Keyctl.PROCESS_KEYRING -> "@p";
                    case Keyctl.SESSION_KEYRING -> "@s";
                    case Keyctl.USER_KEYRING -> "@u";
                    case Keyctl.USER_SESSION_KEYRING -> "@us";
                    default -> Integer.toString(keyring);
                };
    }

    public static String of(byte[] type, byte[] description) {
        String shownType = shown(type);
        return shownType.equals("keyring") ? keyring(description) : shownType + " key \"" + shown(description) + "\"";
    }

    public static String keyring(byte[] name) {
        return "keyring \"" + shown(name) + "\"";
    }

    private static String shown(byte[] text) {
        return Printable.name(new String(text, UTF_8));
    }
}
