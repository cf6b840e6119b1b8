package org.linuxkeyring.keyring.key;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * The features that a kernel's key service was built with, in the order of the KEYCTL_CAPS bits of
 * include/uapi/linux/keyctl.h.
 */
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
     * Returns the features of this kernel. Bits of later kernels that have no constant here are left out.
     *
     * @throws KeyctlException EOPNOTSUPP before Linux 5.3, which has no KEYCTL_CAPABILITIES
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

    /** Returns the name in words, such as {@code big key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
