package org.linuxkeyring.keystore;

/** placeholder */
public final class Settings {
    private Settings() {}

    public static void check(String key, String value) {}
}
