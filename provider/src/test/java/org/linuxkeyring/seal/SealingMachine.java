package org.linuxkeyring.seal;

import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Seal;

/** A machine on which keystores are sealed. */
interface SealingMachine {
    /** Returns the port to the kernel, up to the next reboot. */
    Keyctl keyctl();

    /** Returns how its keystores are sealed. */
    Seal seal();

    /** Returns the keyring of the test's entries. */
    String keyring();

    /** Takes from the kernel what a reboot does. */
    void reboot();
}
