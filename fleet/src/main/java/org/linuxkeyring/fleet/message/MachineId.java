package org.linuxkeyring.fleet.message;

import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;

/**
 * The name of a machine in the fleet, such as its host name.
 *
 * @param text 1 to 100 lower-case ASCII letters, digits, dots and hyphens, of which a letter or digit is the first
 */
public record MachineId(String text) implements Comparable<MachineId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

    /** @throws IllegalArgumentException if the text is no name of a machine */
    public MachineId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + Printable.name(text) + "' is no name of a machine. A name has 1 to"
                    + " 100 lower-case ASCII letters, digits, dots and hyphens, and begins with a letter or digit");
        }
    }

    public static MachineId of(String text) {
        return new MachineId(text);
    }

    @Override
    public int compareTo(MachineId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
