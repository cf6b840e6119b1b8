package org.linuxkeyring.error;

/** What a person can do about each refusal; all remedies stand here, in one place. */
final class Remedies {
    private Remedies() {}

    static String of(String operation, Errno errno) {
        return switch (errno) {
            default -> "";
        };
    }
}
