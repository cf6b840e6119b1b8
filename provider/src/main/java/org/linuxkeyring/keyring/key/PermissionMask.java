package org.linuxkeyring.keyring.key;

import org.linuxkeyring.kernel.Printable;

/**
 * A key's permission mask: six permissions each for its possessor, user, group and others (keyrings(7), "Possession"
 * and "Access rights").
 *
 * @param bits 8 bits a class, possessor highest; within a class view 1, read 2, write 4, search 8, link 16, setattr 32
 */
public record PermissionMask(int bits) {
    /** keyctl(1) prints them from the highest bit to the lowest. */
    private static final String LETTERS = "alswrv";

    private static final int CLASSES = 4;
    private static final int ALL = 0x3f3f3f3f;
    private static final int OTHERS_WRITE = 0x00000404;
    private static final int SEARCH_OF_ANYONE = 0x08080808;
    private static final int LINK_OF_POSSESSOR = 0x10000000;
    private static final int SETATTR_OF_POSSESSOR = 0x20000000;

    /**
     * The mask written in hex with a leading 0x, or in the 24 letters that {@code keyctl describe} prints, such as
     * {@code alswrv-----v------------}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static PermissionMask parse(String text) {
        if (text.matches("0[xX][0-9a-fA-F]{1,8}")) {
            int bits = Integer.parseUnsignedInt(text.substring(2), 16);
            if ((bits & ~ALL) == 0) {
                return new PermissionMask(bits);
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
            return new PermissionMask(bits);
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + Printable.name(text)
                + "' is not a permission mask: write it in hex, such as 0x3f010000, or in the 24 letters"
                + " of 'keyctl describe', such as alswrv-----v------------");
    }

    /** Whether group or others may write, who are not the possessor or the user. */
    public boolean letOthersWrite() {
        return (bits & OTHERS_WRITE) != 0;
    }

    /** Whether a search may come to the key, for anyone. */
    public boolean grantsSearch() {
        return (bits & SEARCH_OF_ANYONE) != 0;
    }

    /** This, if it lets a possessor link the key; else with that, and with the permission to take it away again. */
    public PermissionMask linkable() {
        return (bits & LINK_OF_POSSESSOR) != 0
                ? this
                : new PermissionMask(bits | LINK_OF_POSSESSOR | SETATTR_OF_POSSESSOR);
    }

    /** The mask in keyctl(1)'s 24 letters. */
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

    /** The mask in hex, which {@link #parse} reads. */
    @Override
    public String toString() {
        return String.format("0x%08x", bits);
    }
}
