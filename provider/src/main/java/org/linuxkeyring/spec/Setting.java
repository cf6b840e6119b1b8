package org.linuxkeyring.spec;

import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.linuxkeyring.kernel.Printable;

/**
 * The settings of a keystore, each with its allowed values and its default. {@link KeyringLoadStoreParameter.Builder}
 * has a method for each of them, except for {@code probe} and {@code recovery}.
 */
public enum Setting {
    /** {@code keyring}: the keyring that holds the entries, a {@link KeyringPath}. */
    KEYRING(
            null,
            "@u, @s, @us, @p, @t, @persistent, a serial, %keyring:NAME, or one of these followed by /NAME/NAME...,"
                    + " where NAME is not empty, does not begin with a dot, and neither begins nor ends with a blank",
            KeyringPath::of),
    /** {@code create}: whether missing keyrings of the path are made, a Boolean. */
    CREATE(null, "true or false", SettingText::truth),
    /** {@code type}: the kernel key type of new entries, an {@link EntryType}. */
    TYPE("auto", SettingText.allowed(EntryType.class), EntryType::of),
    /** {@code prefix}: the text before every alias in the description of the entry's key, a String. */
    PREFIX("", "any text without NUL", SettingText::prefix),
    /** {@code callout}: the callout info that request_key(2) passes to a helper program, the bytes in UTF-8. */
    CALLOUT(null, "text of 1 to 4095 bytes in UTF-8, without NUL", SettingText::calloutInfo),
    /** {@code callout.aliases}: the aliases of entries that TLS requests before it has seen them, a List of Strings. */
    CALLOUT_ALIASES(null, "1 to 256 aliases separated by commas, beside callout", SettingText::aliases),
    /** {@code timeout}: the time after which new entries expire, a {@link java.time.Duration} in whole seconds. */
    TIMEOUT(null, "whole seconds from 1 to 2147483647, or an ISO-8601 duration such as PT8H", SettingText::timeout),
    /** {@code permissions}: the permission mask of new entries, a {@link Permissions}. */
    PERMISSIONS(
            null,
            "a mask in hex, such as 0x3f010000, or in the 24 letters of 'keyctl describe', such as"
                    + " alswrv-----v------------",
            Permissions::of),
    /**
     * {@code restriction}: the rule for keys that the keyring accepts after {@code store}, an Optional
     * {@link Restriction}.
     */
    RESTRICTION(
            "none",
            "none, reject, or TYPE:SCHEME as keyctl restrict_keyring takes them, such as"
                    + " asymmetric:key_or_keyring:123456:chain",
            text -> text.equals("none") ? Optional.empty() : Optional.of(Restriction.of(text))),
    /** {@code writes}: when changes reach the keyring, a {@link Writes}. */
    WRITES("immediate", SettingText.allowed(Writes.class), Writes::of),
    /** {@code passwords}: the effect of a password that is given for an entry, a {@link Passwords}. */
    PASSWORDS("protect", SettingText.allowed(Passwords.class), Passwords::of),
    /** {@code protection}: whether processes can read new keys again, a {@link Protection}. */
    PROTECTION("exportable", SettingText.allowed(Protection.class), Protection::of),
    /** {@code keys}: what the keystore returns for a key that it could read, a {@link Keys}. */
    KEYS("readable", SettingText.allowed(Keys.class), Keys::of),
    /** {@code seal}: the key under which {@code store} encrypts the entries that it writes, a {@link Seal}. */
    SEAL(null, Seal.ALLOWED, Seal::of),
    /**
     * {@code recovery}: the generation of the sealed file of which a recovery file was written, or that there is to be
     * none, an Optional Long; the command {@code seal recovery} sets it in the file, and it counts there alone.
     */
    RECOVERY(null, "none, or the generation of the file that a recovery file was written of", SettingText::recovery),
    /** {@code raw.algorithm}: the algorithm name of a key whose payload is the key's bytes alone, a String. */
    RAW_ALGORITHM("RAW", "the name of an algorithm, not empty", SettingText::algorithm),
    /** {@code backend}: where the keyrings are, a {@link Backend}. */
    BACKEND("auto", SettingText.allowed(Backend.class), Backend::of),
    /** {@code session}: in whose session keyring a keystore may be loaded, a {@link Session}. */
    SESSION("own", SettingText.allowed(Session.class), Session::of),
    /** {@code owners}: the users whose keys are entries, besides the process's user and root, a List of Strings. */
    OWNERS("", "names of users in /etc/passwd, or their numbers, with commas between", SettingText::users),
    /**
     * {@code probe}: whether files are recognised, a Boolean; it is set in the provider's file, a system property or a
     * security property alone.
     */
    PROBE("false", "true or false", SettingText::truth);

    /** A sign in a value after which the rest may be meant as a part of the value, or as a comment. */
    private static final Pattern COMMENT =
            Pattern.compile("\\s#+(\\s|[\\p{L}\\p{N}]|$)", Pattern.UNICODE_CHARACTER_CLASS);

    /** The limit on a value's length, which is the limit on the bytes of a key's description: no setting takes more. */
    private static final int MAX_LENGTH = 4095;

    /**
     * The settings whose text goes to the kernel unchanged. A blank at an end of such a text would hide all aliases, or
     * request another key.
     */
    private static final Set<Setting> VERBATIM = Set.of(PREFIX, CALLOUT);

    private final String fallback;
    private final String allowed;
    private final Function<String, ?> parser;

    Setting(String fallback, String allowed, Function<String, ?> parser) {
        this.fallback = fallback;
        this.allowed = allowed;
        this.parser = parser;
    }

    /**
     * Finds a setting by its key.
     *
     * @param key the key in properties files
     * @return the setting
     * @throws IllegalArgumentException if there is no such setting; the message names all keys
     */
    public static Setting of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Unknown setting '" + Printable.name(key) + "'; there are: "
                                + Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "))));
    }

    /** {@return the key in properties files} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Returns what is allowed, as messages say it. */
    String allowed() {
        return allowed;
    }

    /** {@return the default as text; empty if there is no default, or if it depends on other settings} */
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    /**
     * Removes the blanks at the ends of a text, which nobody sees in a file.
     *
     * @param value the value as it stands in a properties file
     * @return the text without those blanks
     * @throws IllegalArgumentException if the blanks may be meant, if a comment seems to follow the value, or if the
     *     text is longer than 4,095 characters; the message names the key and the value
     */
    public String trimmed(String value) {
        fault(value).ifPresent(why -> {
            throw refused(value, why);
        });
        int start = 0;
        int end = value.length();
        while (start < end && SettingText.isBlank(value.charAt(start))) {
            start++;
        }
        while (start < end && SettingText.isBlank(value.charAt(end - 1))) {
            end--;
        }
        String trimmed = value.substring(start, end);
        if (VERBATIM.contains(this) && !trimmed.equals(value)) {
            throw refused(value, "it begins or ends with a blank, which would be part of it. Take that out");
        }
        return trimmed;
    }

    /** Returns why no setting takes a value, whatever it means; empty if it may be allowed. */
    static Optional<String> fault(String value) {
        if (value.length() > MAX_LENGTH) {
            return Optional.of("it has more than " + MAX_LENGTH + " characters");
        }
        return COMMENT.matcher(value).find()
                ? Optional.of("a comment does not end a value in a properties file, but belongs to it. Write the"
                        + " comment in a line of its own")
                : Optional.empty();
    }

    /**
     * Reads a value.
     *
     * @param value the value as it stands in a properties file
     * @return an object of the type that the constant's description names
     * @throws IllegalArgumentException if the value is not allowed; the message names the key, the value and what is
     *     allowed
     */
    public Object parse(String value) {
        String text = trimmed(value);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw refused(text, "allowed is: " + allowed);
        }
    }

    /**
     * Makes the exception that refuses a value.
     *
     * @param value the value as it was given
     * @param why the reason, and what the user can do
     * @return an exception that names the key, the value and the reason
     */
    public IllegalArgumentException refused(String value, String why) {
        return new IllegalArgumentException(
                "Setting " + key() + "=" + Printable.name(value) + " is not allowed; " + why);
    }
}
