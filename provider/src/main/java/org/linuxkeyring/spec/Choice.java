package org.linuxkeyring.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.linuxkeyring.kernel.Printable;

/** The texts of a setting that has few values, each a constant of an enum. */
final class Choice {
    private Choice() {}

    /** The constant whose text this is, in capitals or not. */
    static <E extends Enum<E>> E of(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + Printable.name(text) + "' is not allowed; allowed is: " + allowed(type)));
    }

    /** All texts, as in "auto, kernel or memory". */
    static <E extends Enum<E>> String allowed(Class<E> type) {
        List<String> texts =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
        int last = texts.size() - 1;
        return String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
    }
}
