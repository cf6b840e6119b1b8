package org.linuxkeyring.keystore;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Turns aliases into key names and back. A plain alias is a key of a configured type whose description is prefix +
 * alias; {@code %type:alias} names a key of one type, as keyctl(1) writes it. The alias that stands in a listing is one
 * that {@link #names} turns back into the same key.
 */
public final class Aliases {
    private static final Pattern TYPED = Pattern.compile("%([^:]*):(.*)", Pattern.DOTALL);

    private final List<KeyType> plainTypes;
    private final String prefix;

    /**
     * @param plainTypes one or two, of plain aliases; of two keys with the same description that of the first type
     *     counts
     */
    Aliases(List<KeyType> plainTypes, String prefix) {
        this.plainTypes = plainTypes;
        this.prefix = prefix;
    }

    /** The key that an alias names, the first that is looked for; its description may be longer than any can be. */
    KeyName usual(String alias) {
        Optional<Matcher> typed = typed(alias);
        return typed.isPresent()
                ? new KeyName(type(typed.get()), description(typed.get().group(2)))
                : new KeyName(plainTypes.get(0), description(alias));
    }

    /** The key that an alias names where there is no usual one; none for an alias of one type. */
    Optional<KeyName> large(String alias, KeyName usual) {
        return plainTypes.size() > 1 && typed(alias).isEmpty()
                ? Optional.of(new KeyName(plainTypes.get(1), usual.description()))
                : Optional.empty();
    }

    /** Both, of which the first there is counts. */
    List<KeyName> names(String alias) {
        KeyName usual = usual(alias);
        return Stream.concat(Stream.of(usual), large(alias, usual).stream()).toList();
    }

    /** The type of {@link #usual}. */
    KeyType usualType(String alias) {
        return typed(alias).map(Aliases::type).orElse(plainTypes.get(0));
    }

    private static Optional<Matcher> typed(String alias) {
        return alias.startsWith("%")
                ? Optional.of(TYPED.matcher(alias)).filter(typed -> typed.matches() && KeyType.isName(typed.group(1)))
                : Optional.empty();
    }

    private static KeyType type(Matcher typed) {
        return KeyType.of(typed.group(1));
    }

    private Description description(String text) {
        return Description.of(DescriptionText.encode(prefix, text));
    }

    /**
     * The alias of a key; none for a key without the prefix, or one whose description no alias stands for.
     *
     * @param exists whether there is a key, so that of two aliases the one is chosen by which this key is found
     */
    Optional<String> alias(KeyName name, Predicate<KeyName> exists) {
        return DescriptionText.decode(prefix, name.description().bytes())
                .flatMap(text -> isUsual(text, name.type())
                        ? Optional.of(text)
                        : Stream.of(text, "%" + name.type() + ":" + text)
                                .filter(alias -> names(alias).stream()
                                        .filter(exists)
                                        .findFirst()
                                        .equals(Optional.of(name)))
                                .findFirst());
    }

    /** Whether it is the first key that a plain alias names: so are nearly all, and a listing asks for each. */
    private boolean isUsual(String text, KeyType type) {
        return plainTypes.get(0).equals(type) && DescriptionText.standsForItself(text) && text.charAt(0) != '%';
    }
}
