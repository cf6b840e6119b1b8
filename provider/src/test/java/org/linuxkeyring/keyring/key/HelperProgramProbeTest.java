package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;

/** Which answers to the request show that the kernel starts a helper program. */
class HelperProgramProbeTest {
    private static final int OF_THREAD = 5;

    private final Keyctl keyctl = mock(Keyctl.class);

    private void requestFails(Errno errno) {
        when(keyctl.requestKey(any(), any(), any(), anyInt()))
                .thenThrow(new RefusedCall("request_key", errno.number(), "probe"));
    }

    @ParameterizedTest
    @EnumSource(names = {"EKEYREJECTED", "EKEYEXPIRED", "EKEYREVOKED"})
    void aProgramThatMakesNoKeyWasStarted(Errno errno) {
        when(keyctl.keyringId(Keyctl.THREAD_KEYRING, true)).thenReturn(OF_THREAD);
        requestFails(errno);
        new HelperProgramProbe(keyctl).require();
        verify(keyctl)
                .requestKey(
                        eq(bytes("user")),
                        eq(bytes("linuxkeyring:probe")),
                        eq(bytes("linuxkeyring:probe")),
                        eq(OF_THREAD));
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOENT", "ENOKEY", "EACCES"})
    void whereNoneWasStartedTheRefusalIsPassedOn(Errno errno) {
        requestFails(errno);
        HelperProgramProbe probe = new HelperProgramProbe(keyctl);
        assertEquals(errno, assertThrows(KeyctlException.class, probe::require).errno());
    }

    @Test
    void aProgramThatMakesTheKeyWasStarted() {
        when(keyctl.requestKey(any(), any(), any(), anyInt())).thenReturn(8);
        new HelperProgramProbe(keyctl).require();
        verify(keyctl).keyringId(Keyctl.THREAD_KEYRING, true);
    }
}
