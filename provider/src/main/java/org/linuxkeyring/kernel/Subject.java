package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What a refused call was about, in the words of an error message. */
final class Subject {
    /** Enough of a description to tell it from another; it may have 4095 bytes. */
    private static final int SHOWN = 120;

    private Subject() {}

    /** A key by serial, or a keyring by special ID. */
    static String of(int key) {
        return key < 0 ? keyring(key) : "key " + key;
    }

    static String keyring(int keyring) {
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

    static String of(byte[] type, byte[] description) {
        String shownType = shown(type);
        return shownType.equals("keyring") ? keyring(description) : shownType + " key \"" + shown(description) + "\"";
    }

    static String keyring(byte[] name) {
        return "keyring \"" + shown(name) + "\"";
    }

    /** Control characters are replaced, so that no description can write lines of its own into a log. */
    private static String shown(byte[] text) {
        String whole = new String(text, UTF_8).replaceAll("\\p{Cntrl}", "?");
        return whole.length() <= SHOWN ? whole : whole.substring(0, SHOWN) + "...";
    }
}
