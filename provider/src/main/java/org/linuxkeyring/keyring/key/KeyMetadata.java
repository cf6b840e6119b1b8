package org.linuxkeyring.keyring.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Permissions;

/**
 * The attributes of a key that KEYCTL_DESCRIBE shows.
 *
 * @param uid the user who owns the key
 * @param gid the group that owns the key, -1 for none
 */
public record KeyMetadata(KeyType type, int uid, int gid, Permissions permissions, Description description) {
    /** All bits of a permission mask that have a meaning (include/linux/key.h). */
    private static final int PERMISSIONS = 0x3f3f3f3f;

    /** The number of decimal digits that an int has for certain. */
    private static final int MOST_DIGITS = 9;

    private static final int HEX = 16;
    private static final int OTHERS_WRITE = 0x00000404;
    private static final int SEARCH_OF_ANYONE = 0x08080808;
    private static final int WRITE_OF_ANYONE = 0x04040404;
    private static final int SETATTR_OF_ANYONE = 0x20202020;
    private static final int WRITE_TO_SETATTR = 3;

    /** Returns the type and description. */
    public KeyName name() {
        return new KeyName(type, description);
    }

    /**
     * Returns whether the mask grants write permission to the key's group or to others, besides the possessor and the
     * user.
     */
    public boolean letsOthersWrite() {
        return (permissions.bits() & OTHERS_WRITE) != 0;
    }

    /** Returns whether the mask grants search permission to anyone. */
    public boolean grantsSearch() {
        return (permissions.bits() & SEARCH_OF_ANYONE) != 0;
    }

    /** Returns whether the mask grants write permission to someone to whom it grants no setattr permission. */
    public boolean letsWriteWithoutSetattr() {
        int settable = permissions.bits() & SETATTR_OF_ANYONE;
        return (((permissions.bits() & WRITE_OF_ANYONE) << WRITE_TO_SETATTR) & ~settable) != 0;
    }

    /**
     * Parses {@code type;uid;gid;perm;description}, where the description itself may contain semicolons.
     *
     * @throws KeyringException if the text has another form, which only what imitates a kernel answers
     */
    public static KeyMetadata parse(byte[] text) {
        try {
            int uid = afterSemicolon(text, 0);
            int gid = afterSemicolon(text, uid);
            int mask = afterSemicolon(text, gid);
            int description = afterSemicolon(text, mask);
            return new KeyMetadata(
                    KeyType.described(text, uid - 1),
                    number(text, uid, gid - 1),
                    number(text, gid, mask - 1),
                    Permissions.of(Integer.parseUnsignedInt(ascii(text, mask, description - 1), HEX) & PERMISSIONS),
                    Description.of(Arrays.copyOfRange(text, description, text.length)));
        } catch (IllegalArgumentException e) {
            throw new KeyringException(
                    "KEYCTL_DESCRIBE answered '" + Printable.name(ascii(text, 0, text.length))
                            + "', which is not TYPE;UID;GID;MASK;DESCRIPTION as in Linux. Use a Linux kernel, or"
                            + " backend=memory",
                    e);
        }
    }

    private static int afterSemicolon(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == ';') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a field is missing");
    }

    /** Parses a user or group, which is nearly always a digit or few; a listing parses those of each key. */
    private static int number(byte[] text, int from, int end) {
        int number = 0;
        for (int i = from; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || end - from > MOST_DIGITS) {
                return Integer.parseInt(ascii(text, from, end));
            }
            number = 10 * number + digit;
        }
        if (from == end) {
            throw new IllegalArgumentException("a number is missing");
        }
        return number;
    }

    private static String ascii(byte[] text, int from, int end) {
        return new String(text, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
