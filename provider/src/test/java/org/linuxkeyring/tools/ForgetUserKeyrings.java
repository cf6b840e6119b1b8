package org.linuxkeyring.tools;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/** A program that removes the keyrings which the kernel keeps for its user, with all that they link. */
public final class ForgetUserKeyrings {
    private ForgetUserKeyrings() {}

    public static void main(String[] arguments) {
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        int user = keyctl.keyringId(Keyctl.USER_KEYRING, false);
        try {
            keyctl.invalidate(keyctl.persistentKeyring(-1, user));
        } catch (KeyctlException e) {
            // Not every kernel has persistent keyrings.
        }
        keyctl.invalidate(keyctl.keyringId(Keyctl.USER_SESSION_KEYRING, false));
        keyctl.invalidate(user);
    }
}
