package org.linuxkeyring.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The few names that keys get, so that neighbours meet. */
final class Vocabulary {
    /** Of prefixes of keystores, without the tag; null for a keystore without any. */
    static final List<String> PREFIXES = new ArrayList<>(List.of("", "shop:"));

    static final int TYPES = 2;
    static final int DESCRIPTIONS = 3;

    private static final List<String> WORDS = List.of("web", "shop:web", "ca");

    private final String tag;
    private final List<String> types;

    Vocabulary(String tag, boolean hasBigKeys) {
        this.tag = tag;
        this.types = hasBigKeys ? List.of("user", "big_key") : List.of("user");
    }

    /** The name of two numbers; where the kernel has one type only it is of that. */
    Name name(int type, int description) {
        return new Name(types.get(type % types.size()), tag + WORDS.get(description));
    }

    List<Name> names() {
        return types.stream()
                .flatMap(type -> WORDS.stream().map(word -> new Name(type, tag + word)))
                .toList();
    }

    boolean isOurs(String alias) {
        return alias.contains(tag);
    }

    /** All that there are with this prefix. */
    List<String> aliases(String prefix) {
        List<String> aliases = new ArrayList<>();
        for (String word : WORDS) {
            plain(prefix, word).ifPresent(alias -> {
                aliases.add(alias);
                types.forEach(type -> aliases.add("%" + type + ":" + alias));
            });
        }
        return aliases;
    }

    private Optional<String> plain(String prefix, String word) {
        String description = tag + word;
        return description.startsWith(prefix) ? Optional.of(description.substring(prefix.length())) : Optional.empty();
    }

    /** What the kernel tells keys of one keyring apart by. */
    record Name(String type, String description) {
        @Override
        public String toString() {
            return type + ":" + description;
        }
    }
}
