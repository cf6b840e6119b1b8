package org.linuxkeyring.keystore;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.KeyType;

/**
 * Turns aliases into key names and back. A plain alias is a key of a configured type whose description is prefix + alias;
 * {@code %type:alias} names a key of one type, as keyctl(1) writes it. The alias that stands in a listing is one that
 * {@link #names} turns back into the same key.
 */
final class Aliases {
    private static final Pattern TYPED = Pattern.compile("%([^:]*):(.*)", Pattern.DOTALL);

    private final List<KeyType> plainTypes;
    private final String prefix;

    /** @param plainTypes those of plain aliases; of two keys with the same description the one of the earlier type counts */
    Aliases(List<KeyType> plainTypes, String prefix) {
        this.plainTypes = plainTypes;
        this.prefix = prefix;
    }

    /** The keys that an alias may name, of which the first there is counts; the description may be longer than any can be. */
    List<KeyName> names(String alias) {
        if (alias.startsWith("%")) {
            Matcher typed = TYPED.matcher(alias);
            if (typed.matches() && KeyType.isName(typed.group(1))) {
                return List.of(new KeyName(KeyType.of(typed.group(1)), description(typed.group(2))));
            }
        }
        Description description = description(alias);
        KeyName[] names = new KeyName[plainTypes.size()];
        Arrays.setAll(names, i -> new KeyName(plainTypes.get(i), description));
        return List.of(names);
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
                .flatMap(text -> Stream.of(text, "%" + name.type() + ":" + text)
                        .filter(alias ->
                                names(alias).stream().filter(exists).findFirst().equals(Optional.of(name)))
                        .findFirst());
    }
}
