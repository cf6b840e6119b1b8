package org.linuxkeyring.keyring.key;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * A user's quota of keys and bytes, and how much of it is used: a line of /proc/key-users (keyrings(7)).
 *
 * @param uid the user's number in the caller's user namespace
 * @param keys the number of keys that count against the quota
 * @param maxKeys the number of keys that the quota allows
 * @param bytes the number of bytes that descriptions, payloads and links take
 * @param maxBytes the number of bytes that the quota allows
 */
public record KeyQuota(int uid, int keys, int maxKeys, int bytes, int maxBytes) {
    /** The format of a line: {@code uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes}. */
    private static final Pattern LINE =
            Pattern.compile("^ *(\\d+): +\\d+ +\\d+/\\d+ +(\\d+)/(\\d+) +(\\d+)/(\\d+)", Pattern.MULTILINE);

    /**
     * Returns the quota of the caller, whose keys are those of the owner of {@code @u}; empty where the kernel does not
     * show the quota in the form of Linux, and for keys in the JVM's memory.
     */
    public static Optional<KeyQuota> ofCaller(Keyctl keyctl) {
        Optional<String> users = keyctl.keyUsers();
        if (users.isEmpty()) {
            return Optional.empty();
        }
        try {
            int uid = KeyMetadata.parse(keyctl.describe(Keyctl.USER_KEYRING)).uid();
            return parse(users.get(), uid);
        } catch (KeyringException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<KeyQuota> parse(String keyUsers, int uid) {
        Matcher line = LINE.matcher(keyUsers);
        return line.results()
                .filter(user -> Integer.parseUnsignedInt(user.group(1)) == uid)
                .findFirst()
                .map(user -> new KeyQuota(
                        uid,
                        Integer.parseInt(user.group(2)),
                        Integer.parseInt(user.group(3)),
                        Integer.parseInt(user.group(4)),
                        Integer.parseInt(user.group(5))));
    }

    /** Returns the names of the sysctls that set the two limits; root has a pair of its own (security/keys/key.c). */
    public String sysctls() {
        return uid == 0
                ? "kernel.keys.root_maxkeys and kernel.keys.root_maxbytes"
                : "kernel.keys.maxkeys and kernel.keys.maxbytes";
    }

    /** Returns the numbers as an English clause. */
    @Override
    public String toString() {
        return "user " + Integer.toUnsignedString(uid) + " has " + keys + " of " + maxKeys + " keys and " + bytes
                + " of " + maxBytes + " bytes";
    }
}
