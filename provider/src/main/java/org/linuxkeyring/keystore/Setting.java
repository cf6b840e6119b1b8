package org.linuxkeyring.keystore;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of the configuration, each with what is allowed and what holds where it is not set. */
enum Setting {
    KEYRING(
            null,
            "@u, @s, @us, @p, @t, @persistent, a serial, %keyring:NAME, or one of these followed by /NAME/NAME..., where NAME is not"
                    + " empty and does not begin with a dot"),
    CREATE("true", "true or false"),
    TYPE("auto", "auto, user or big_key"),
    PREFIX("", "any text without NUL"),
    CALLOUT(null, "text of 1 to 4095 bytes in UTF-8, without NUL"),
    TIMEOUT(null, "whole seconds from 1 to 2147483647, or an ISO-8601 duration such as PT8H"),
    PERMISSIONS(
            null,
            "a mask in hex, such as 0x3f010000, or in the 24 letters of 'keyctl describe', such as alswrv-----v------------"),
    RESTRICTION(
            "none",
            "none, reject, or TYPE:SCHEME as keyctl restrict_keyring takes them, such as asymmetric:key_or_keyring:123456:chain"),
    WRITES("immediate", "immediate, on-store or never"),
    PASSWORDS("protect", "protect or ignore"),
    PROTECTION("exportable", "exportable; kernel-held is not supported by this version"),
    RAW_ALGORITHM("RAW", "the name of an algorithm, not empty"),
    BACKEND("auto", "auto, kernel or memory");

    private final String fallback;
    private final String allowed;

    Setting(String fallback, String allowed) {
        this.fallback = fallback;
        this.allowed = allowed;
    }

    /** The key as properties files write it. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    IllegalArgumentException malformed(String value) {
        return new IllegalArgumentException(
                "Setting " + key() + "=" + value + " is not allowed; allowed is: " + allowed);
    }

    static Setting of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown setting '" + key + "'; there are: "
                        + Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "))));
    }
}
