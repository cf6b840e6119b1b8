package org.linuxkeyring.keyring.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What KEYCTL_DESCRIBE tells of a key.
 *
 * @param uid the user who owns it
 * @param gid the group who owns it, -1 for none
 */
public record KeyMetadata(KeyType type, int uid, int gid, PermissionMask permissions, Description description) {
    /** Type and description. */
    public KeyName name() {
        return new KeyName(type, description);
    }

    /** Parses {@code type;uid;gid;perm;description}; the description itself may contain semicolons. */
    public static KeyMetadata parse(byte[] text) {
        String fields = new String(text, StandardCharsets.ISO_8859_1);
        int uid = fields.indexOf(';') + 1;
        int gid = fields.indexOf(';', uid) + 1;
        int mask = fields.indexOf(';', gid) + 1;
        int description = fields.indexOf(';', mask) + 1;
        return new KeyMetadata(
                KeyType.of(text, uid - 1),
                Integer.parseInt(fields, uid, gid - 1, 10),
                Integer.parseInt(fields, gid, mask - 1, 10),
                new PermissionMask(Integer.parseUnsignedInt(fields, mask, description - 1, 16)),
                Description.of(Arrays.copyOfRange(text, description, text.length)));
    }
}
