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
        String fields = new String(text, StandardCharsets.ISO_8859_1);
        try {
            return parse(text, fields);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new KeyringException(
                    "KEYCTL_DESCRIBE answered '" + Printable.name(fields)
                            + "', which is not TYPE;UID;GID;MASK;DESCRIPTION as in Linux. Use a Linux kernel, or"
                            + " backend=memory",
                    e);
        }
    }

    private static KeyMetadata parse(byte[] text, String fields) {
        int uid = fields.indexOf(';') + 1;
        int gid = fields.indexOf(';', uid) + 1;
        int mask = fields.indexOf(';', gid) + 1;
        int description = fields.indexOf(';', mask) + 1;
        return new KeyMetadata(
                KeyType.described(text, uid - 1),
                Integer.parseInt(fields, uid, gid - 1, 10),
                Integer.parseInt(fields, gid, mask - 1, 10),
                Permissions.of(Integer.parseUnsignedInt(fields, mask, description - 1, 16) & PERMISSIONS),
                Description.of(Arrays.copyOfRange(text, description, text.length)));
    }
}
