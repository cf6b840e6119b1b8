package org.linuxkeyring.keyring.key;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/** What a kernel's key service was built with, in the order of the KEYCTL_CAPS bits of include/uapi/linux/keyctl.h. */
public enum Capability {
    CAPABILITIES,
    PERSISTENT_KEYRINGS,
    DIFFIE_HELLMAN,
    PUBLIC_KEY,
    BIG_KEY,
    INVALIDATE,
    RESTRICT_KEYRING,
    MOVE,
    NS_KEYRING_NAME,
    NS_KEY_TAG,
    NOTIFICATIONS;

    /**
     * Those of this kernel; what a later one has beyond them is left out.
     *
     * @throws KeyctlException EOPNOTSUPP before Linux 5.3, which tells nothing
     */
    public static Set<Capability> of(Keyctl keyctl) {
        byte[] bits = keyctl.capabilities();
        Set<Capability> told = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            int octet = capability.ordinal() / Byte.SIZE;
            if (octet < bits.length && (bits[octet] >> capability.ordinal() % Byte.SIZE & 1) != 0) {
                told.add(capability);
            }
        }
        return told;
    }

    /** The name in words. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
