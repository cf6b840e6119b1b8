package org.linuxkeyring.fleet.message;

import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;

/**
 * The name of an entry in the fleet, such as {@code shop/web}: a keyring below {@code @u} and an alias in it. It is
 * part of keys in the store, so it has no character that means something there or in an alias.
 *
 * @param text one to eight parts of 1 to 64 ASCII letters, digits, dots, hyphens and underscores, of which a letter or
 *     digit is the first, with slashes between
 */
public record EntryName(String text) implements Comparable<EntryName> {
    private static final Pattern FORM =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}/){0,7}[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** @throws IllegalArgumentException if the text is no name */
    public EntryName {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + Printable.name(text) + "' is no name of an entry. A name is one to"
                    + " eight parts with slashes between, such as shop/web; a part has 1 to 64 ASCII letters, digits,"
                    + " dots, hyphens and underscores, and begins with a letter or digit");
        }
    }

    public static EntryName of(String text) {
        return new EntryName(text);
    }

    /** Returns the keyring of the entry, from {@code @u} of its user. */
    public KeyringPath keyring() {
        int slash = text.lastIndexOf('/');
        return KeyringPath.of(slash < 0 ? "@u" : "@u/" + text.substring(0, slash));
    }

    public String alias() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(EntryName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
