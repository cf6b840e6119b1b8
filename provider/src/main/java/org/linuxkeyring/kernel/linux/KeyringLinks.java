package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.KernelClock;
import org.linuxkeyring.kernel.Keyctl;

/**
 * The links of keyrings with many keys. The kernel hands the links of a keyring over only as a whole, so a keystore of
 * 10,000 entries would have them all copied several times for each entry that it replaces. They are remembered until
 * the next second, as long as their number is the same, for keyrings that no other user may change. What this process
 * links and unlinks is noted at once. Only a link that is remembered counts; for any other the keyring is read anew.
 */
final class KeyringLinks {
    /**
     * The bytes of the links up to whose number a keyring is read each time: the kernel takes a microsecond for 128.
     */
    static final int FEW_LINKS = 128 * Integer.BYTES;

    private static final int OTHERS_WRITE = 0x00000404;
    private static final int HEX = 16;

    private final Keyctl keyctl;
    private final InstantSource clock;
    private final Map<Integer, Links> known = new ConcurrentHashMap<>();

    KeyringLinks(Keyctl keyctl, InstantSource clock) {
        this.keyctl = keyctl;
        this.clock = clock;
    }

    private static final class Links {
        private final Instant second;
        private final Set<Integer> keys = ConcurrentHashMap.newKeySet();
        private volatile boolean isComplete;

        Links(Instant second) {
            this.second = second;
        }
    }

    /**
     * Returns whether a keyring links a key directly.
     *
     * @param count the number of keys that the keyring links now
     */
    boolean contain(int keyring, int key, int count) {
        Instant now = KernelClock.second(clock.instant());
        Links links = known.get(keyring);
        if (links != null && !links.second.equals(now)) {
            known.remove(keyring, links);
        } else if (links != null && links.keys.size() == count && links.keys.contains(key)) {
            return true;
        }
        return read(keyring, new Links(now)).contains(key);
    }

    private Set<Integer> read(int keyring, Links links) {
        if (isOursAlone(keyring)) {
            // From here on changes are noted in the new links; those before have reached the keyring.
            known.put(keyring, links);
        }
        for (int link : keyctl.readKeyring(keyring)) {
            links.keys.add(link);
        }
        links.isComplete = true;
        return links.keys;
    }

    /** Returns whether the keyring belongs to this process's user, and its mask lets neither group nor others write. */
    private boolean isOursAlone(int keyring) {
        try {
            String[] fields = new String(keyctl.describe(keyring), ISO_8859_1).split(";", 5);
            return Integer.parseInt(fields[1]) == keyctl.effectiveUser()
                    && (Integer.parseUnsignedInt(fields[3], HEX) & OTHERS_WRITE) == 0;
        } catch (KeyctlException e) {
            return false;
        }
    }

    /** Takes note that the keyring links a key now, in no other key's place. */
    void add(int keyring, int key) {
        Links links = known.get(keyring);
        if (links != null) {
            links.keys.add(key);
        }
    }

    /** Takes note that the keyring no longer links a key. */
    void remove(int keyring, int key) {
        Links links = known.get(keyring);
        if (links != null && links.isComplete) {
            links.keys.remove(key);
        } else {
            known.remove(keyring);
        }
        if (keyring < 0) {
            forgetAll();
        }
    }

    /** Takes note that a link has moved, in no other key's place. */
    void move(int key, int from, int to) {
        remove(from, key);
        add(to, key);
    }

    /** Takes note of a call after which any keyring may link other keys. */
    void forgetAll() {
        known.clear();
    }
}
