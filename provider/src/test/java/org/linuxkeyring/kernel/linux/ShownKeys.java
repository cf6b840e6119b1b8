package org.linuxkeyring.kernel.linux;

/** What is read in a text in the place of /proc/keys. */
public final class ShownKeys {
    private ShownKeys() {}

    public static String timeLeft(String text, int key) {
        return ProcKeys.timeouts(text).getOrDefault(key, "");
    }
}
