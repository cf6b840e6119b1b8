package org.linuxkeyring.keyring;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The live keys that a keyring and those below it linked at one time, in the order in which a search meets them. One
 * KEYCTL_READ for each keyring tells whether keys were added or removed since. It does not tell whether a key has died,
 * which its keyring links until the kernel collects it. To read all serials, the kernel goes to each key; to tell their
 * number, it does not.
 *
 * @param keys the keys, of each type and description only the first
 * @param links the serials that each keyring linked
 * @param passedOver the linked keys that are not among {@code keys}
 */
public record LinkedKeys(List<LinkedKey> keys, List<Links> links, List<PassedOver> passedOver) {

    /** A key that a search does not find, or that is another user's, with the keyring that links it. */
    public record PassedOver(KernelKey key, Keyring keyring) {
        /** Returns whether a search would find the key now, such as an expired key that was updated. */
        public boolean hasAppeared() {
            return KeyringListing.isListed(this, keyring.owners());
        }
    }

    /** The serials that a keyring linked, or a value of its own if the kernel refused to tell. */
    record Links(Keyring keyring, int[] serials) {
        /** The most links that are read each time, since the kernel takes a microsecond for them. */
        private static final int FEW = 128;

        private static final int[] REFUSED = {Keyctl.NO_KEY};

        static Links of(Keyring keyring) {
            return new Links(keyring, read(keyring));
        }

        private static int[] read(Keyring keyring) {
            try {
                return keyring.serials();
            } catch (KeyctlException e) {
                return REFUSED;
            }
        }

        boolean isCurrent() {
            return Arrays.equals(serials, read(keyring));
        }

        boolean areMany() {
            return serials.length > FEW;
        }

        boolean mayBeCurrent() {
            return areMany() ? serials.length == count() : isCurrent();
        }

        private int count() {
            try {
                return keyring.linkCount();
            } catch (KeyctlException e) {
                return REFUSED.length;
            }
        }
    }

    /**
     * Returns the keys that a keyring and those below it link.
     *
     * @param last the keys of an earlier listing, which are not asked for their names again; empty to ask each key
     */
    public static LinkedKeys of(Keyring keyring, Optional<LinkedKeys> last) {
        return KeyringListing.linked(
                keyring, keyring.owners(), last.map(LinkedKeys::names).orElse(Map.of()));
    }

    /** Returns whether the keyrings link the same keys as they did. */
    public boolean isCurrent() {
        for (Links each : links) {
            if (!each.isCurrent()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the keyrings link as many keys as they did, and those with few keys the same. */
    public boolean mayBeCurrent() {
        for (Links each : links) {
            if (!each.mayBeCurrent()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether {@link #mayBeCurrent} looks at less than {@link #isCurrent}, since a keyring has many keys. */
    public boolean areMany() {
        for (Links each : links) {
            if (each.areMany()) {
                return true;
            }
        }
        return false;
    }

    private Map<Integer, KeyName> names() {
        Map<Integer, KeyName> names = new HashMap<>();
        keys.forEach(linked -> names.put(linked.key().serial(), linked.name()));
        return names;
    }
}
