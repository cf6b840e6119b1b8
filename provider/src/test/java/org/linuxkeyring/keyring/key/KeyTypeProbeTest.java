package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

@Tag("kernel")
class KeyTypeProbeTest {
    private static final List<String> TYPES =
            List.of("user", "logon", "keyring", "big_key", "asymmetric", "encrypted", "trusted");

    private static KeyTypeProbe onKernelThatAnswers(Errno errno) {
        Keyctl keyctl = mock(Keyctl.class);
        when(keyctl.addKey(any(), any(), any(), anyInt()))
                .thenThrow(new RefusedCall("add_key", errno.number(), "probe"));
        return new KeyTypeProbe(keyctl);
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"KERNEL", "MEMORY"})
    void typesThatEveryKernelHasAreFoundAndOneThatNoneHasIsNot(Backend backend) {
        ScratchKeyring.assumeAvailable(backend);
        KeyTypeProbe probe = new KeyTypeProbe(OpenBackend.of(backend));

        for (String type : List.of("user", "logon", "keyring")) {
            assertTrue(probe.exists(KeyType.of(type)), type);
        }
        assertFalse(probe.exists(KeyType.of("nonesuch")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"KERNEL", "MEMORY"})
    void probingMakesNoKey(Backend backend) {
        ScratchKeyring.assumeAvailable(backend);
        Keyctl keyctl = OpenBackend.of(backend);
        KeyTypeProbe probe = new KeyTypeProbe(keyctl);

        probe.parsesPkcs8();
        for (String type : TYPES) {
            probe.exists(KeyType.of(type));
            int made = keyctl.search(
                    Keyctl.USER_KEYRING,
                    KeyType.of(type).bytes(),
                    Description.of("linuxkeyring:probe").raw(),
                    Keyctl.NO_KEY);
            assertEquals(Keyctl.NO_KEY, made, type);
        }
    }

    /** Whatever is refused later than the type was looked up, even for want of quota. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EINVAL", "EBADMSG", "ENOPKG", "EDQUOT"})
    void aTypeThatRefusesThePayloadExists(Errno errno) {
        assertTrue(onKernelThatAnswers(errno).exists(KeyType.USER));
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EACCES", "EKEYREVOKED", "EPERM"})
    void aKeyringThatCannotBeWrittenTellsNothing(Errno errno) {
        KeyTypeProbe probe = onKernelThatAnswers(errno);

        assertEquals(
                errno,
                assertThrows(KeyctlException.class, () -> probe.exists(KeyType.USER))
                        .errno());
    }

    @Test
    void aPrivateKeyIsParsedWhereOnlyItsDescriptionIsMissed() {
        assertTrue(onKernelThatAnswers(Errno.EINVAL).parsesPkcs8());
        assertFalse(onKernelThatAnswers(Errno.EBADMSG).parsesPkcs8());
        assertFalse(onKernelThatAnswers(Errno.ENODEV).parsesPkcs8());
    }

    @Test
    void bigKeysAreAskedForOnce() {
        Keyctl keyctl = mock(Keyctl.class);
        when(keyctl.addKey(any(), any(), any(), anyInt()))
                .thenThrow(new RefusedCall("add_key", Errno.ENODEV.number(), "probe"));
        KeyTypeProbe probe = new KeyTypeProbe(keyctl);
        assertFalse(probe.mayHaveBigKeys());
        assertFalse(probe.mayHaveBigKeys());
        verify(keyctl, times(1)).addKey(any(), any(), any(), anyInt());
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EINVAL", "EDQUOT", "EACCES"})
    void thereMayBeBigKeysUnlessTheKernelDeniesIt(Errno errno) {
        assertTrue(onKernelThatAnswers(errno).mayHaveBigKeys());
    }

    @Test
    void anAlgorithmIsThereIfItsKeyAloneIsMissed() {
        Keyctl keyctl = mock(Keyctl.class);
        when(keyctl.algorithmSocket("hash", "hmac(sha256)", 1, 0))
                .thenThrow(new RefusedCall("ALG_SET_KEY_BY_KEY_SERIAL", Errno.ENOKEY.number(), "1"));
        new KeyTypeProbe(keyctl).requireAlgorithm("hash", "hmac(sha256)");
        verify(keyctl).algorithmSocket("hash", "hmac(sha256)", 1, 0);
    }

    @Test
    void anAlgorithmThatTheKernelLacksIsToldAsItTellsIt() {
        Keyctl keyctl = mock(Keyctl.class);
        when(keyctl.algorithmSocket("hash", "hmac(sha256)", 1, 0))
                .thenThrow(new RefusedCall("bind", Errno.ENOENT.number(), "hmac(sha256)"));
        KeyTypeProbe probe = new KeyTypeProbe(keyctl);
        assertEquals(
                Errno.ENOENT,
                assertThrows(KeyctlException.class, () -> probe.requireAlgorithm("hash", "hmac(sha256)"))
                        .errno());
    }

    @Test
    void theSocketOfTheProbeIsClosed() {
        Keyctl keyctl = mock(Keyctl.class);
        AlgorithmSocket socket = mock(AlgorithmSocket.class);
        when(keyctl.algorithmSocket("hash", "hmac(sha256)", 1, 0)).thenReturn(socket);
        new KeyTypeProbe(keyctl).requireAlgorithm("hash", "hmac(sha256)");
        verify(socket).close();
    }
}
