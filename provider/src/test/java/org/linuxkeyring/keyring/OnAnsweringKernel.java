package org.linuxkeyring.keyring;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;

/** Keyrings of a kernel whose answers a test gives; the session links the user keyring. */
abstract class OnAnsweringKernel {
    static final int SESSION = 100;
    static final int USER = 101;
    static final int SHOP = 7;

    final Keyctl keyctl = mock(Keyctl.class);
    final Keyrings keyrings = new Keyrings(keyctl);

    @BeforeEach
    void theSessionLinksTheUserKeyring() {
        for (int none : new int[] {Keyctl.THREAD_KEYRING, Keyctl.PROCESS_KEYRING}) {
            when(keyctl.keyringId(none, false)).thenThrow(refusal(Errno.ENOKEY));
        }
        when(keyctl.keyringId(Keyctl.SESSION_KEYRING, false)).thenReturn(SESSION);
        when(keyctl.keyringId(Keyctl.USER_KEYRING, false)).thenReturn(USER);
        when(keyctl.effectiveUser()).thenReturn(1000);
        keyring(SESSION, "_ses", USER);
        keyring(USER, "_uid.1000");
        keyring(SHOP, "shop");
        when(keyctl.describe(Keyctl.SESSION_KEYRING)).thenReturn(bytes("keyring;1000;0;3f010000;_ses"));
    }

    static RefusedCall refusal(Errno errno) {
        return new RefusedCall("keyctl", errno.number(), "a keyring");
    }

    final void keyring(int serial, String name, int... links) {
        when(keyctl.describe(serial)).thenReturn(bytes("keyring;1000;0;3f010000;" + name));
        when(keyctl.readKeyring(serial)).thenReturn(links);
        when(keyctl.links(eq(serial), anyInt())).thenCallRealMethod();
    }

    final void searchFinds(int in, String keyring, int found) {
        when(keyctl.search(eq(in), eq(bytes("keyring")), eq(bytes(keyring)), anyInt()))
                .thenReturn(found);
    }
}
