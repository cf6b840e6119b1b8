package org.linuxkeyring.keystore;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.KeyType;

/**
 * Turns aliases into key names and back. A plain alias is a key of the configured type whose description is prefix + alias;
 * {@code %type:alias} names a key of another type, as keyctl(1) writes it. The alias that stands in a listing is the one
 * that {@link #name} turns back into the same key.
 */
final class Aliases {
    private static final Pattern TYPED = Pattern.compile("%([^:]*):(.*)", Pattern.DOTALL);

    private final KeyType plainType;
    private final String prefix;

    Aliases(KeyType plainType, String prefix) {
        this.plainType = plainType;
        this.prefix = prefix;
    }

    /** The key that an alias names; its description may be longer than any key can have. */
    KeyName name(String alias) {
        if (alias.startsWith("%")) {
            Matcher typed = TYPED.matcher(alias);
            if (typed.matches() && KeyType.isName(typed.group(1))) {
                return new KeyName(KeyType.of(typed.group(1)), description(typed.group(2)));
            }
        }
        return new KeyName(plainType, description(alias));
    }

    private Description description(String text) {
        return Description.of(DescriptionText.encode(prefix, text));
    }

    /** The alias of a key; none for a key without the prefix, or one whose description no alias stands for. */
    Optional<String> alias(KeyName name) {
        return DescriptionText.decode(prefix, name.description().bytes())
                .flatMap(text -> Stream.of(text, "%" + name.type() + ":" + text)
                        .filter(alias -> name(alias).equals(name))
                        .findFirst());
    }
}
