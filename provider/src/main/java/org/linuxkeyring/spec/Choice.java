package org.linuxkeyring.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.linuxkeyring.kernel.Printable;

/** The texts of a setting that has few values, each of which is a constant of an enum. */
final class Choice {
    private Choice() {}

    /**
     * Returns the constant with this text, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is no such constant; the message names the texts that are allowed
     */
    static <E extends Enum<E>> E of(Class<E> type, String text) {
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
