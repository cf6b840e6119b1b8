package org.linuxkeyring.spec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;

/**
 * Reads the texts of settings whose values are constants of an enum, or have no class of their own. Each method throws
 * an IllegalArgumentException, DateTimeException or ArithmeticException for a text that is not allowed.
 */
final class SettingText {
    /** The limit on callout info: one page with the terminating NUL (security/keys/keyctl.c, request_key). */
    private static final int MAX_CALLOUT_INFO = 4095;

    private static final int MAX_CALLOUT_ALIASES = 256;

    private static final Map<String, Boolean> TRUE_OR_FALSE = Map.of("true", true, "false", false);

    /** The form of a user's name in useradd(8), with the capitals and dots that other programs allow. */
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@-]*\\$?");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private SettingText() {}

    static Boolean truth(String text) {
        Boolean truth = TRUE_OR_FALSE.get(text.toLowerCase(Locale.ROOT));
        require(truth != null);
        return truth;
    }

    static String prefix(String text) {
        require(text.indexOf('\0') < 0);
        return text;
    }

    static String algorithm(String text) {
        require(!text.isEmpty());
        return text;
    }

    /** Reads the generation of a file, which is empty for none. */
    static Optional<Long> recovery(String text) {
        require(NUMBER.matcher(text).matches() || text.equals("none"));
        return text.equals("none") ? Optional.empty() : Optional.of(Long.parseLong(text));
    }

    static byte[] calloutInfo(String text) {
        byte[] info = text.getBytes(StandardCharsets.UTF_8);
        require(info.length > 0 && info.length <= MAX_CALLOUT_INFO && text.indexOf('\0') < 0);
        return info;
    }

    static List<String> aliases(String text) {
        List<String> aliases = Pattern.compile(",")
                .splitAsStream(text)
                .map(String::strip)
                .distinct()
                .toList();
        require(!aliases.isEmpty() && !aliases.contains("") && aliases.size() <= MAX_CALLOUT_ALIASES);
        return aliases;
    }

    /** Reads the names or numbers of users; the kernel compares numbers as 32 bits without a sign. */
    static List<String> users(String text) {
        List<String> users = text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
        for (String user : users) {
            if (NUMBER.matcher(user).matches()) {
                Integer.parseUnsignedInt(user);
            } else {
                require(USER_NAME.matcher(user).matches());
            }
        }
        return users;
    }

    /** Reads whole seconds from 1 to 2147483647. */
    static Duration timeout(String text) {
        Duration timeout =
                NUMBER.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : Duration.parse(text);
        require(timeout.getNano() == 0 && Math.toIntExact(timeout.getSeconds()) >= 1);
        return timeout;
    }

    /** Returns whether a character is one that nobody sees at the end of a text. */
    static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static void require(boolean isAllowed) {
        if (!isAllowed) {
            throw new IllegalArgumentException();
        }
    }

    /**
     * Returns the constant of a setting that has few values with this text, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is no such constant; the message names the texts that are allowed
     */
    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + Printable.name(text) + "' is not allowed; allowed is: " + allowed(type)));
    }

    /** Returns all texts, as in "auto, kernel or memory". */
    static <E extends Enum<E>> String allowed(Class<E> type) {
        List<String> texts =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
        int last = texts.size() - 1;
        return String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
    }
}
