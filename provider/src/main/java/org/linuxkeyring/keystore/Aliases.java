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
 * The mapping between aliases and key names. A plain alias names a key of a configured type whose description is the
 * prefix followed by the alias; {@code %type:alias} names a key of one type, in the notation of keyctl(1). An alias in
 * a listing is one that {@link #names} maps back to the same key.
 *
 * <p>Where two types are configured, a plain alias has a usual key, of the first type, and a large key, of the second
 * type and the same description. The large key counts only where there is no usual key.
 */
public final class Aliases {
    private static final Pattern TYPED = Pattern.compile("%([^:]*):(.*)", Pattern.DOTALL);

    private final List<KeyType> plainTypes;
    private final String prefix;

    /**
     * Makes the mapping of a keystore.
     *
     * @param plainTypes the one or two types of plain aliases; of two keys with the same description, the key of the
     *     first type counts
     */
    Aliases(List<KeyType> plainTypes, String prefix) {
        this.plainTypes = plainTypes;
        this.prefix = prefix;
    }

    /**
     * Returns the usual key of an alias, which is looked for first. Its description may be longer than the kernel
     * allows.
     */
    KeyName usual(String alias) {
        Optional<Matcher> typed = typed(alias);
        return typed.isPresent()
                ? new KeyName(type(typed.get()), description(typed.get().group(2)))
                : new KeyName(plainTypes.get(0), description(alias));
    }

    /** Returns the large key of an alias; empty for an alias of one type. */
    Optional<KeyName> large(String alias, KeyName usual) {
        return plainTypes.size() > 1 && typed(alias).isEmpty()
                ? Optional.of(new KeyName(plainTypes.get(1), usual.description()))
                : Optional.empty();
    }

    /** Returns the usual key of an alias and its large key, if it has one; the first of them that exists counts. */
    List<KeyName> names(String alias) {
        KeyName usual = usual(alias);
        return Stream.concat(Stream.of(usual), large(alias, usual).stream()).toList();
    }

    /** Returns the type of the {@linkplain #usual usual key} of an alias. */
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
     * Returns the alias of a key; empty for a key without the prefix, and for a key whose description no alias encodes
     * to.
     *
     * @param exists tells whether a key exists; of two possible aliases, the result is the alias by which this key is
     *     found
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

    /**
     * Returns whether a key is the usual key of the plain alias with this text. Nearly all keys are, and a listing asks
     * for each, so this check is made first.
     */
    private boolean isUsual(String text, KeyType type) {
        return plainTypes.get(0).equals(type) && DescriptionText.standsForItself(text) && text.charAt(0) != '%';
    }
}
