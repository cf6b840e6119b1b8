package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;

/** What happens to an EDQUOT that passes, and to one that does not. */
class QuotaRetryTest {
    private static final String KEY_USERS = """
                0:    11 10/10 3/1000000 92/25000000
             1001:     4 4/4 198/200 19990/20000
            """;

    private final Keyctl keyctl = mock(Keyctl.class);
    private final List<Integer> pauses = new ArrayList<>();

    private static KeyctlException refused(Errno errno) {
        return new RefusedCall("add_key", errno.number(), "user key \"web\"");
    }

    @SuppressWarnings("unchecked")
    private static Supplier<String> call() {
        return mock(Supplier.class);
    }

    private KeyctlException failureOf(Supplier<String> call) {
        return assertThrows(KeyctlException.class, () -> QuotaRetry.run(keyctl, call, pauses::add));
    }

    @Test
    void aPassingEdquotIsWaitedForInGrowingPauses() {
        Supplier<String> call = call();
        when(call.get()).thenThrow(refused(Errno.EDQUOT), refused(Errno.EDQUOT)).thenReturn("stored");

        assertEquals("stored", QuotaRetry.run(keyctl, call, pauses::add));
        assertEquals(2, pauses.size());
        assertTrue(pauses.get(0) < pauses.get(1), pauses::toString);
    }

    @Test
    void waitingEndsAfterAboutASecond() {
        Supplier<String> call = call();
        when(call.get()).thenThrow(refused(Errno.EDQUOT));

        assertEquals(Errno.EDQUOT, failureOf(call).errno());
        assertEquals(1000, pauses.stream().mapToInt(Integer::intValue).sum(), 100);
    }

    @Test
    void anEdquotThatStaysTellsTheNumbersAndTheSysctls() {
        when(keyctl.keyUsers()).thenReturn(Optional.of(KEY_USERS));
        when(keyctl.describe(Keyctl.USER_KEYRING))
                .thenReturn(ScratchKeyring.bytes("keyring;1001;-1;1f3f0000;_uid.1001"));
        Supplier<String> call = call();
        when(call.get()).thenThrow(refused(Errno.EDQUOT));

        assertEquals(
                "add_key of user key \"web\" failed: EDQUOT (the user's key quota is used up). By /proc/key-users"
                        + " user 1001 has"
                        + " 198 of 200 keys and 19990 of 20000 bytes. Remove keys, or raise the sysctls"
                        + " kernel.keys.maxkeys and"
                        + " kernel.keys.maxbytes.",
                failureOf(call).getMessage());
    }

    @Test
    void theNumbersStayWhenTheFailureIsToldOfAnAlias() {
        when(keyctl.keyUsers()).thenReturn(Optional.of(KEY_USERS));
        when(keyctl.describe(Keyctl.USER_KEYRING)).thenReturn(ScratchKeyring.bytes("keyring;0;-1;1f3f0000;_uid.0"));
        Supplier<String> call = call();
        when(call.get()).thenThrow(refused(Errno.EDQUOT));

        String told = failureOf(call).about("alias 'web'").getMessage();
        assertTrue(told.startsWith("add_key of alias 'web' failed: EDQUOT"), told);
        assertTrue(told.contains("92 of 25000000 bytes") && told.contains("kernel.keys.root_maxbytes"), told);
    }

    @Test
    void withoutNumbersTheRemedyIsTheGeneralOne() {
        KeyctlException edquot = refused(Errno.EDQUOT);
        Supplier<String> call = call();
        when(call.get()).thenThrow(edquot);

        assertSame(edquot, failureOf(call));
        assertTrue(edquot.getMessage().contains("/proc/key-users"), edquot::getMessage);
    }

    @Test
    void anotherRefusalIsNotWaitedFor() {
        KeyctlException eacces = refused(Errno.EACCES);
        Supplier<String> call = call();
        when(call.get()).thenThrow(eacces);

        assertSame(eacces, failureOf(call));
        assertEquals(List.of(), pauses);
    }

    @Test
    void anInterruptedThreadWaitsNoLongerAndStaysInterrupted() {
        Supplier<String> call = call();
        when(call.get()).thenThrow(refused(Errno.EDQUOT));

        assertThrows(
                KeyctlException.class,
                () -> QuotaRetry.run(keyctl, call, pause -> {
                    throw new InterruptedException();
                }));
        assertTrue(Thread.interrupted());
        verify(call, times(1)).get();
    }

    @Test
    void addingUpdatingAndMakingAKeyringRideOutAPassingEdquot() {
        Keyring keyring = new Keyring(keyctl, 7);
        KeyctlException edquot = refused(Errno.EDQUOT);
        when(keyctl.addKey(any(), any(), any(), anyInt())).thenThrow(edquot).thenReturn(8);
        KernelKey key = keyring.put(KeyType.USER, Description.of("web"), ByteBuffer.allocate(1));
        assertEquals(8, key.serial());

        doThrow(edquot).doNothing().when(keyctl).update(anyInt(), any());
        key.update(new KeyName(KeyType.USER, Description.of("web")), ByteBuffer.allocate(1));
        verify(keyctl, times(2)).update(anyInt(), any());

        when(keyctl.addKey(any(), any(), any(), anyInt())).thenThrow(edquot).thenReturn(9, 10);
        doThrow(edquot).doNothing().when(keyctl).move(10, 9, 7);
        assertEquals(10, keyring.childOrNew("below").serial());
    }

    @Test
    void aUserWhomTheTextDoesNotListHasNoNumbers() {
        assertEquals(Optional.empty(), KeyQuota.parse(KEY_USERS, 100));
        assertEquals(Optional.empty(), KeyQuota.parse("", 0));
        assertFalse(KeyQuota.parse(KEY_USERS, 0).isEmpty());
    }
}
