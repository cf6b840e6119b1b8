package org.linuxkeyring.keyring.key;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * How much a user has of the keys and bytes that the kernel allows: a line of /proc/key-users (keyrings(7)).
 *
 * @param uid the user, as the caller's user namespace numbers it
 * @param keys how many keys count against the quota
 * @param maxKeys how many may
 * @param bytes of descriptions, payloads and links
 * @param maxBytes how many may be
 */
public record KeyQuota(int uid, int keys, int maxKeys, int bytes, int maxBytes) {
    /** {@code uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes}. */
    private static final Pattern LINE =
            Pattern.compile("^ *(\\d+): +\\d+ +\\d+/\\d+ +(\\d+)/(\\d+) +(\\d+)/(\\d+)", Pattern.MULTILINE);

    /**
     * The caller's, whose keys are those of the owner of {@code @u}; empty where the kernel does not tell, and in
     * memory.
     */
    public static Optional<KeyQuota> ofCaller(Keyctl keyctl) {
        Optional<String> users = keyctl.keyUsers();
        if (users.isEmpty()) {
            return Optional.empty();
        }
        try {
            int uid = KeyMetadata.parse(keyctl.describe(Keyctl.USER_KEYRING)).uid();
            return parse(users.get(), uid);
        } catch (KeyringException e) {
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

    /** The sysctls that set the two limits: root has its own pair (security/keys/key.c). */
    public String sysctls() {
        return uid == 0
                ? "kernel.keys.root_maxkeys and kernel.keys.root_maxbytes"
                : "kernel.keys.maxkeys and kernel.keys.maxbytes";
    }

    /** The numbers, for a person. */
    @Override
    public String toString() {
        return "user " + Integer.toUnsignedString(uid) + " has " + keys + " of " + maxKeys + " keys and " + bytes
                + " of " + maxBytes + " bytes";
    }
}
