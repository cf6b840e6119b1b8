package org.linuxkeyring.fleet.message;

import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;

/**
 * The name of a group of machines.
 *
 * @param text 1 to 100 lower-case ASCII letters, digits, dots, hyphens and underscores, of which a letter or digit is
 *     the first
 */
public record GroupName(String text) implements Comparable<GroupName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    /** @throws IllegalArgumentException if the text is no name of a group */
    public GroupName {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + Printable.name(text) + "' is no name of a group. A name has 1 to 100"
                            + " lower-case ASCII letters, digits, dots, hyphens and underscores, and begins with a"
                            + " letter or digit");
        }
    }

    public static GroupName of(String text) {
        return new GroupName(text);
    }

    @Override
    public int compareTo(GroupName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
