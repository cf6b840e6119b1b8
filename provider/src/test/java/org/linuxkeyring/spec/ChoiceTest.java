package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The enums of settings that have few values. */
class ChoiceTest {
    static Stream<Arguments> choices() {
        return Stream.of(
                of(Setting.WRITES, Writes.values(), Writes::of, "immediate, on-store or never"),
                of(Setting.PASSWORDS, Passwords.values(), Passwords::of, "protect or ignore"),
                of(Setting.PROTECTION, Protection.values(), Protection::of, "exportable or kernel-held"),
                of(Setting.KEYS, Keys.values(), Keys::of, "readable or opaque"),
                of(Setting.BACKEND, Backend.values(), Backend::of, "auto, kernel or memory"),
                of(Setting.SESSION, Session.values(), Session::of, "own or any"),
                of(Setting.TYPE, EntryType.values(), EntryType::of, "auto, user or big_key"));
    }

    private static Arguments of(Setting setting, Enum<?>[] values, Function<String, Enum<?>> parser, String allowed) {
        return Arguments.of(setting, values, parser, allowed);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void eachConstantIsReadFromItsText(
            Setting setting, Enum<?>[] values, Function<String, Enum<?>> parser, String allowed) {
        List<String> texts = Arrays.stream(values).map(Object::toString).toList();
        assertEquals(texts, List.of(allowed.split(", | or ")));
        for (Enum<?> value : values) {
            assertSame(value, parser.apply(value.toString()));
            assertSame(value, parser.apply(value.toString().toUpperCase(Locale.ROOT)));
            assertSame(value, setting.parse(value.toString()));
        }
        assertTrue(texts.contains(setting.fallback().orElseThrow()));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void anyOtherTextIsRefusedNamingThoseThatAreAllowed(
            Setting setting, Enum<?>[] values, Function<String, Enum<?>> parser, String allowed) {
        for (String text : List.of("", "sometimes", values[0] + "x", "KERNEL_HELD", "\u001b[31m")) {
            String message = assertThrows(IllegalArgumentException.class, () -> parser.apply(text))
                    .getMessage();
            assertTrue(message.endsWith("is not allowed; allowed is: " + allowed), message);
            assertTrue(message.indexOf('\u001b') < 0, message);
        }
    }
}
