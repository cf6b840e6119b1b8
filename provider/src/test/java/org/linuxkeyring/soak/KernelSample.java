package org.linuxkeyring.soak;

import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyQuota;

/**
 * What the kernel keeps for the programs.
 *
 * @param linked keys that the keyring links
 * @param keys keys of the user, in all keyrings, that count against the quota (proc-key-users(5))
 * @param bytes bytes of these keys
 */
record KernelSample(long linked, long keys, long bytes) {
    /**
     * An entry's creation time is stored without trailing zeros, and so up to four characters shorter, which are eight
     * in base64; so is the time in each of the fourteen entries.
     */
    private static final long MORE_BYTES = 8 * 14;

    static KernelSample of(Keyctl keyctl, int keyring) {
        KeyQuota quota = KeyQuota.ofCaller(keyctl).orElseThrow();
        return new KernelSample(keyctl.readKeyring(keyring).length, quota.keys(), quota.bytes());
    }

    /** Returns what is not as in a first sample, in words. */
    List<String> excess(KernelSample first) {
        List<String> excess = new ArrayList<>();
        Sample.compare(excess, "keys in the keyring", linked, first.linked, 0);
        Sample.compare(excess, "keys of the user", keys, first.keys, 0);
        Sample.compare(excess, "bytes of the user's quota", bytes, first.bytes, MORE_BYTES);
        return excess;
    }

    /** Returns the cells of a Markdown table. */
    String cells() {
        return "%d | %d | %d".formatted(linked, keys, bytes);
    }
}
