package org.linuxkeyring.spec;

import org.linuxkeyring.kernel.Printable;

/**
 * A key's permission mask: six permissions each for its possessor, its user, its group and others (keyrings(7),
 * "Possession" and "Access rights"; KEY_POS_VIEW and following in include/linux/key.h). Immutable.
 *
 * <pre>{@code
 * Permissions.of("0x3f010000").letters();                // "alswrv-----v------------"
 * Permissions.of("alswrv-----v------------").toString(); // "0x3f010000"
 * }</pre>
 */
public final class Permissions {
    /** The letters of the six permissions, which keyctl(1) prints from the highest bit to the lowest. */
    private static final String LETTERS = "alswrv";

    private static final int CLASSES = 4;
    private static final int ALL = 0x3f3f3f3f;

    private final int bits;

    private Permissions(int bits) {
        this.bits = bits;
    }

    /**
     * Makes a mask of the bits that the system calls take (keyctl_setperm(3)).
     *
     * @param bits 8 bits for each class, the possessor's the highest; within a class view is 1, read 2, write 4, search
     *     8, link 16, setattr 32
     * @return the mask
     * @throws IllegalArgumentException if a bit is set that has no meaning
     */
    public static Permissions of(int bits) {
        if ((bits & ~ALL) != 0) {
            throw malformed(hex(bits));
        }
        return new Permissions(bits);
    }

    /**
     * Reads a mask.
     *
     * @param text the mask in hex with a leading 0x, such as {@code 0x3f010000}, or in the 24 letters that
     *     {@code keyctl describe} prints, such as {@code alswrv-----v------------}
     * @return the mask
     * @throws IllegalArgumentException if the text is neither
     */
    public static Permissions of(String text) {
        if (text.matches("0[xX][0-9a-fA-F]{1,8}")) {
            int bits = Integer.parseUnsignedInt(text.substring(2), 16);
            if ((bits & ~ALL) == 0) {
                return new Permissions(bits);
            }
        } else if (text.length() == CLASSES * LETTERS.length()) {
            int bits = 0;
            for (int i = 0; i < text.length(); i++) {
                char letter = text.charAt(i);
                int place = i % LETTERS.length();
                if (letter == LETTERS.charAt(place)) {
                    bits |= 1 << (8 * (CLASSES - 1 - i / LETTERS.length()) + LETTERS.length() - 1 - place);
                } else if (letter != '-') {
                    throw malformed(text);
                }
            }
            return new Permissions(bits);
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + Printable.name(text)
                + "' is not a permission mask: write it in hex, such as 0x3f010000, or in the 24 letters"
                + " of 'keyctl describe', such as alswrv-----v------------");
    }

    /** {@return the mask as the system calls take it} */
    public int bits() {
        return bits;
    }

    /** {@return the mask in the 24 letters of {@code keyctl describe}, which {@link #of(String)} reads} */
    public String letters() {
        StringBuilder text = new StringBuilder(CLASSES * LETTERS.length());
        for (int shift = 8 * (CLASSES - 1); shift >= 0; shift -= 8) {
            for (int place = 0; place < LETTERS.length(); place++) {
                boolean granted = (bits >> (shift + LETTERS.length() - 1 - place) & 1) != 0;
                text.append(granted ? LETTERS.charAt(place) : '-');
            }
        }
        return text.toString();
    }

    private static String hex(int bits) {
        return String.format("0x%08x", bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permissions permissions && permissions.bits == bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /** {@return the mask in hex with eight digits, which {@link #of(String)} reads} */
    @Override
    public String toString() {
        return hex(bits);
    }
}
