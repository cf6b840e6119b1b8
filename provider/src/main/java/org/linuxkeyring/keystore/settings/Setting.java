package org.linuxkeyring.keystore.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;

/** The keys of the configuration, each with what is allowed and what holds where it is not set. */
public enum Setting {
    KEYRING(
            null,
            "@u, @s, @us, @p, @t, @persistent, a serial, %keyring:NAME, or one of these followed by /NAME/NAME...,"
                    + " where NAME is not"
                    + " empty, does not begin with a dot, and neither begins nor ends with a blank"),
    CREATE(null, "true or false"),
    TYPE("auto", "auto, user or big_key"),
    PREFIX("", "any text without NUL"),
    CALLOUT(null, "text of 1 to 4095 bytes in UTF-8, without NUL"),
    CALLOUT_ALIASES(null, "1 to 256 aliases separated by commas, beside callout"),
    TIMEOUT(null, "whole seconds from 1 to 2147483647, or an ISO-8601 duration such as PT8H"),
    PERMISSIONS(
            null,
            "a mask in hex, such as 0x3f010000, or in the 24 letters of 'keyctl describe', such as"
                    + " alswrv-----v------------"),
    RESTRICTION(
            "none",
            "none, reject, or TYPE:SCHEME as keyctl restrict_keyring takes them, such as"
                    + " asymmetric:key_or_keyring:123456:chain"),
    WRITES("immediate", "immediate, on-store or never"),
    PASSWORDS("protect", "protect or ignore"),
    PROTECTION("exportable", "exportable or kernel-held"),
    RAW_ALGORITHM("RAW", "the name of an algorithm, not empty"),
    BACKEND("auto", "auto, kernel or memory"),
    SESSION("own", "own or any"),
    OWNERS("", "names of users in /etc/passwd, or their numbers, with commas between"),
    PROBE("false", "true or false");

    /** Where a value is taken as it is, what stands behind such a sign may be meant, or may be a comment. */
    private static final Pattern COMMENT =
            Pattern.compile("\\s#+(\\s|[\\p{L}\\p{N}]|$)", Pattern.UNICODE_CHARACTER_CLASS);

    /** As many as a key's description has bytes at most: no setting takes more. */
    private static final int MAX_LENGTH = Description.MAX_BYTES;

    /**
     * Those whose text goes to the kernel as it is: a blank at an end would hide all aliases, or ask for another key.
     */
    private static final Set<Setting> VERBATIM = Set.of(PREFIX, CALLOUT);

    private final String fallback;
    private final String allowed;

    Setting(String fallback, String allowed) {
        this.fallback = fallback;
        this.allowed = allowed;
    }

    /** The key as properties files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    /**
     * The value without blanks at its ends, which no one sees in a file.
     *
     * @throws IllegalArgumentException if they may be meant, or if it looks as if a comment stood behind it
     */
    String trimmed(String value) {
        if (value.length() > MAX_LENGTH) {
            throw refused(value, "it has more than " + MAX_LENGTH + " characters");
        }
        if (COMMENT.matcher(value).find()) {
            throw refused(
                    value,
                    "a comment does not end a value in a properties file, but belongs to it. Write the comment in a"
                            + " line of"
                            + " its own");
        }
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(value.charAt(end - 1))) {
            end--;
        }
        String trimmed = value.substring(start, end);
        if (VERBATIM.contains(this) && !trimmed.equals(value)) {
            throw refused(value, "it begins or ends with a blank, which would be part of it. Take that out");
        }
        return trimmed;
    }

    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    IllegalArgumentException malformed(String value) {
        return refused(value, "allowed is: " + allowed);
    }

    IllegalArgumentException refused(String value, String why) {
        return new IllegalArgumentException(
                "Setting " + key() + "=" + Printable.name(value) + " is not allowed; " + why);
    }

    static Setting of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Unknown setting '" + Printable.name(key) + "'; there are: "
                                + Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "))));
    }
}
