package org.linuxkeyring.keystore.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.intThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.mockito.InOrder;
import org.mockito.stubbing.Answer;

/**
 * The mask of an entry's key while its payload is replaced, and a part of the policy that the kernel refuses: the entry
 * stays as it was. Only if the kernel has permitted that part before the payload was stored, and refuses it then, the
 * entry is replaced, and the message says which part it lacks.
 */
class ReplacementTest {
    private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("alias"));
    private static final String BEFORE = "3f3f0000";
    private static final String AFTER = "3f030000";

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final KeyringEntries entries = new KeyringEntries(new Keyrings(keyctl).at(KeyringPath.of("@u"), false));
    private int key;

    static Set<Errno> errors() {
        return EnumSet.complementOf(EnumSet.of(Errno.UNKNOWN));
    }

    @BeforeEach
    void makeEntry() {
        key = memory.addKey(
                "user".getBytes(UTF_8),
                "alias".getBytes(UTF_8),
                ByteBuffer.wrap("old".getBytes(UTF_8)),
                memory.keyringId(Keyctl.USER_KEYRING, false));
        memory.setPermissions(key, Integer.parseUnsignedInt(BEFORE, 16));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anOwnerThatIsRefusedChangesNothing(Errno errno) {
        refuse(1, "KEYCTL_CHOWN", errno);
        assertUnchanged(policy().group(65_533), "KEYCTL_CHOWN", errno);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMaskThatIsRefusedChangesNothing(Errno errno) {
        refuse(1, "KEYCTL_SETPERM", errno);
        assertUnchanged(policy(), "KEYCTL_SETPERM", errno);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMaskThatIsRefusedOnlyAfterThePayloadStaysNarrow(Errno errno) {
        refuse(2, "KEYCTL_SETPERM", errno);
        assertLacks("(mask); its mask grants no more", policy(), "KEYCTL_SETPERM", errno);
        assertTrue(shown().contains(";3f2f0000;"), shown());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anOwnerThatIsRefusedOnlyAfterThePayloadGetsNoMaskForAnother(Errno errno) {
        refuse(2, "KEYCTL_CHOWN", errno);
        assertLacks("(owner, group and mask); its mask", policy().group(65_533), "KEYCTL_CHOWN", errno);
        assertTrue(shown().contains(";3f2f0000;"), shown());
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatIsNotRefusedIsSetAllTheSame(Errno errno) {
        refuse(1, "KEYCTL_SET_TIMEOUT", errno);
        assertLacks("(timeout). Store the entry again", policy(), "KEYCTL_SET_TIMEOUT", errno);
        assertTrue(shown().contains(";" + AFTER + ";"), shown());
    }

    /** In memory no process may give a key away, so the calls do nothing here. */
    private void permitChown() {
        doNothing().when(keyctl).chown(anyInt(), anyInt(), anyInt());
    }

    private void replace(KeyringProtection.Builder policy) {
        entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), EntryPolicy.of(policy.build()));
        assertEquals(Optional.of("new"), payload());
    }

    /**
     * Neither the owner or group before nor the new one reads the new payload until the mask is that of the entry. What
     * the change takes (search, write, setattr) is granted all the time, if it was before.
     *
     * @param owner a user ID, and {@code group} a group ID: -1 leaves that of the key
     */
    @ParameterizedTest
    @CsvSource({
        "3f3f3f00, 3f3f3f00, -1, 65533, 3f3f0000",
        "3f3f3f00, 3f3f3f00, 65533, -1, 3f2c3f00",
        "3f3f0000, 3f030000, -1, -1, 3f2f0000"
    })
    void theMaskGrantsNoMoreThanBothDoAndTheChangeTakes(
            String before, String after, int owner, int group, String between) {
        memory.setPermissions(key, Integer.parseUnsignedInt(before, 16));
        permitChown();
        KeyringProtection.Builder policy = KeyringProtection.builder().permissions(Permissions.of("0x" + after));
        if (owner >= 0) {
            policy.owner(owner);
        }
        if (group >= 0) {
            policy.group(group);
        }

        replace(policy);

        InOrder order = inOrder(keyctl);
        order.verify(keyctl).setPermissions(key, Integer.parseUnsignedInt(between, 16));
        order.verify(keyctl).addKey(any(), aryEq("alias".getBytes(UTF_8)), any(), eq(userKeyring()));
        order.verify(keyctl).setPermissions(key, Integer.parseUnsignedInt(after, 16));
    }

    private int userKeyring() {
        return memory.keyringId(Keyctl.USER_KEYRING, false);
    }

    @Test
    void aNewOwnerWithoutAMaskLeavesTheMask() {
        permitChown();
        replace(KeyringProtection.builder().owner(65_533));
        assertTrue(shown().contains(";" + BEFORE + ";"), shown());
        verify(keyctl, times(2)).setPermissions(eq(key), anyInt());
    }

    /** Whether the process may give a key away is tried on a key of its own, before the entry's key changes. */
    @Test
    void anotherOwnerOrGroupIsTriedBeforeAndTheSameOneIsNot() {
        memory.setPermissions(key, 0x3f3f3f00);
        String[] fields = shown().split(";");
        permitChown();
        replace(KeyringProtection.builder().owner(Integer.parseInt(fields[1])).group(Integer.parseInt(fields[2])));
        verify(keyctl, times(1)).addKey(any(), any(), any(), anyInt());
        verify(keyctl, times(1)).setPermissions(anyInt(), anyInt());

        replace(KeyringProtection.builder().group(65_533));
        verify(keyctl).chown(intThat(other -> other != key), eq(-1), eq(65_533));
        replace(KeyringProtection.builder().owner(65_533));
        verify(keyctl).chown(intThat(other -> other != key), eq(65_533), eq(-1));
    }

    /** Another process removes the entry after it has got its payload, and before it gets its timeout. */
    @Test
    void anEntryThatIsRemovedWhileItIsReplacedIsNoFailure() {
        doAnswer(call -> {
                    memory.unlink(key, userKeyring());
                    throw new RefusedCall("KEYCTL_SET_TIMEOUT", Errno.ENOKEY.number(), "a key");
                })
                .when(keyctl)
                .setTimeout(anyInt(), anyInt());
        entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), EntryPolicy.of(policy().build()));
        assertEquals(Optional.empty(), payload());
    }

    @Test
    void aPayloadThatIsRefusedLeavesTheMaskAsItWas() {
        doThrow(new RefusedCall("add_key", Errno.EDQUOT.number(), "a key"))
                .when(keyctl)
                .addKey(any(), aryEq("alias".getBytes(UTF_8)), any(), eq(userKeyring()));
        assertUnchanged(policy(), "add_key", Errno.EDQUOT);
        verify(keyctl, times(2)).setPermissions(eq(key), anyInt());
    }

    /** No mask is known then that would let in no more than the old one. */
    @Test
    void aMaskThatCannotBeSeenIsNotChanged() {
        memory.setPermissions(key, 0x3e3e0000);
        KeyringException told = put(policy());
        assertTrue(told.getMessage().contains("cannot be seen"), told.getMessage());
        assertTrue(told.getMessage().contains("Nothing was changed. Delete the entry"), told.getMessage());
        assertEquals(Optional.of("old"), payload());
    }

    private static KeyringProtection.Builder policy() {
        return KeyringProtection.builder().timeout(Duration.ofHours(1)).permissions(Permissions.of("0x" + AFTER));
    }

    private void assertUnchanged(KeyringProtection.Builder policy, String call, Errno errno) {
        KeyringException told = put(policy);
        assertTrue(told.getMessage().startsWith(call), told.getMessage());
        assertTrue(told.getMessage().contains(errno.name()), told.getMessage());
        assertEquals(Optional.of("old"), payload());
        assertTrue(shown().contains(";" + BEFORE + ";"), shown());
        assertEquals("perm", memory.timeLeft(key));
    }

    private void assertLacks(String lacking, KeyringProtection.Builder policy, String call, Errno errno) {
        KeyringException told = put(policy);
        assertTrue(told.getMessage().startsWith("the entry is replaced, but its key has not got"), told.getMessage());
        assertTrue(told.getMessage().contains(lacking), told.getMessage());
        assertTrue(told.getMessage().contains(call), told.getMessage());
        assertTrue(told.getMessage().contains(errno.name()), told.getMessage());
        assertEquals(Optional.of("new"), payload());
    }

    private KeyringException put(KeyringProtection.Builder policy) {
        EntryPolicy whole = EntryPolicy.of(policy.build());
        return assertThrows(
                KeyringException.class, () -> entries.put(NAME, ByteBuffer.wrap("new".getBytes(UTF_8)), whole));
    }

    private Optional<String> payload() {
        return entries.read(NAME, payload -> UTF_8.decode(payload).toString());
    }

    private String shown() {
        return new String(memory.describe(key), UTF_8);
    }

    /** Has the calls of that name refused from one on; {@code from} counts from 1. */
    private void refuse(int from, String call, Errno errno) {
        AtomicInteger made = new AtomicInteger();
        Answer<Object> answer = invocation -> {
            if (made.incrementAndGet() >= from) {
                throw new RefusedCall(call, errno.number(), "a key");
            }
            // In memory no process may give a key away.
            return call.equals("KEYCTL_CHOWN") ? null : delegatesTo(memory).answer(invocation);
        };
        switch (call) {
            case "KEYCTL_CHOWN" -> doAnswer(answer).when(keyctl).chown(anyInt(), anyInt(), anyInt());
            case "KEYCTL_SETPERM" -> doAnswer(answer).when(keyctl).setPermissions(anyInt(), anyInt());
            default -> doAnswer(answer).when(keyctl).setTimeout(anyInt(), anyInt());
        }
    }
}
