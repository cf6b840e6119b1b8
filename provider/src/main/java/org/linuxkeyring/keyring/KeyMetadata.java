package org.linuxkeyring.keyring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What KEYCTL_DESCRIBE tells of a key.
 *
 * @param uid the user who owns it
 * @param gid the group who owns it, -1 for none
 */
public record KeyMetadata(KeyType type, int uid, int gid, PermissionMask permissions, Description description) {
    private static final int FIELDS_BEFORE_DESCRIPTION = 4;

    /** Parses {@code type;uid;gid;perm;description}; the description itself may contain semicolons. */
    static KeyMetadata parse(byte[] text) {
        int[] ends = new int[FIELDS_BEFORE_DESCRIPTION];
        int found = 0;
        for (int i = 0; found < FIELDS_BEFORE_DESCRIPTION; i++) {
            if (text[i] == ';') {
                ends[found++] = i;
            }
        }
        return new KeyMetadata(
                KeyType.of(text, ends[0]),
                Integer.parseInt(ascii(text, ends[0] + 1, ends[1])),
                Integer.parseInt(ascii(text, ends[1] + 1, ends[2])),
                new PermissionMask(Integer.parseUnsignedInt(ascii(text, ends[2] + 1, ends[3]), 16)),
                Description.of(Arrays.copyOfRange(text, ends[3] + 1, text.length)));
    }

    private static String ascii(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }
}
