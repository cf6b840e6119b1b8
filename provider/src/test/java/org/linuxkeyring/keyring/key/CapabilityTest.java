package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.kernel.Keyctl;

class CapabilityTest {
    private static Set<Capability> told(int... octets) {
        byte[] bits = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bits[i] = (byte) octets[i];
        }
        Keyctl keyctl = mock(Keyctl.class);
        when(keyctl.capabilities()).thenReturn(bits);
        return Capability.of(keyctl);
    }

    /** The values of include/uapi/linux/keyctl.h. */
    @Test
    void eachBitIsACapability() {
        assertEquals(EnumSet.of(Capability.CAPABILITIES), told(0x01));
        assertEquals(EnumSet.of(Capability.PERSISTENT_KEYRINGS), told(0x02));
        assertEquals(EnumSet.of(Capability.DIFFIE_HELLMAN), told(0x04));
        assertEquals(EnumSet.of(Capability.PUBLIC_KEY), told(0x08));
        assertEquals(EnumSet.of(Capability.BIG_KEY), told(0x10));
        assertEquals(EnumSet.of(Capability.INVALIDATE), told(0x20));
        assertEquals(EnumSet.of(Capability.RESTRICT_KEYRING), told(0x40));
        assertEquals(EnumSet.of(Capability.MOVE), told(0x80));
        assertEquals(EnumSet.of(Capability.NS_KEYRING_NAME), told(0, 0x01));
        assertEquals(EnumSet.of(Capability.NS_KEY_TAG), told(0, 0x02));
        assertEquals(EnumSet.of(Capability.NOTIFICATIONS), told(0, 0x04));
    }

    @Test
    void whatALaterKernelHasIsLeftOut() {
        assertEquals(EnumSet.allOf(Capability.class), told(0xff, 0xff, 0xff));
    }

    @Test
    void capabilitiesAreNamedInWords() {
        assertEquals("persistent keyrings", Capability.PERSISTENT_KEYRINGS.toString());
    }
}
