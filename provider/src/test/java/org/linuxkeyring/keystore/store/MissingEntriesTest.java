package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;

/**
 * Keys that are made only where there are none yet, as those that a file brings back after a reboot, and the trial by
 * which a key is refused that the kernel holds and cannot use.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class MissingEntriesTest extends OnEachBackend {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));
    private static final KeyName HELD = new KeyName(KeyType.LOGON, Description.of("linuxkeyring:user:token#1"));
    private static final Permissions WITHOUT_LINK = Permissions.of(0x2f000000);
    private static final EntryPolicy NARROW = EntryPolicy.NONE.permitting(WITHOUT_LINK);

    private final List<KernelKey> used = new ArrayList<>();

    MissingEntriesTest(Backend backend) {
        super(backend);
    }

    private HeldEntries entries(Keyctl keyctl, Consumer<KernelKey> requireUsable) {
        KeyringPath path = KeyringPath.of(Integer.toString(scratch().serial()));
        return new HeldEntries(new Keyrings(keyctl).at(path, false), "RAW", true, requireUsable);
    }

    private HeldEntries entries() {
        return entries(scratch().keyctl(), used::add);
    }

    /** Returns calls of which those that set a mask are refused for a key that is linked already. */
    private Keyctl refusingToNarrow() {
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("KEYCTL_SETPERM", Errno.EIO.number(), "the key"))
                .when(refusing)
                .setPermissions(anyInt(), eq(WITHOUT_LINK.bits()));
        return refusing;
    }

    private static ByteBuffer payload(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    private static Optional<String> text(HeldEntries entries) {
        return entries.read(
                ENTRY, payload -> StandardCharsets.UTF_8.decode(payload).toString());
    }

    private static int mask(HeldEntries entries, KeyName name) {
        return entries.own(name).orElseThrow().metadata().permissions().bits();
    }

    @Test
    void anEntryIsMadeOnceAndStaysAsItIs() {
        HeldEntries entries = entries();

        assertTrue(entries.putMissing(ENTRY, payload("first"), EntryPolicy.NONE));
        assertFalse(entries.putMissing(ENTRY, payload("second"), NARROW));

        assertEquals(Optional.of("first"), text(entries));
        assertTrue(mask(entries, ENTRY) != WITHOUT_LINK.bits());
    }

    @Test
    void aKeyIsHeldOnceAndIsTriedAtOnce() {
        HeldEntries entries = entries();

        assertTrue(entries.holdMissing(HELD, payload("first"), EntryPolicy.NONE));
        KernelKey held = entries.own(HELD).orElseThrow();
        assertFalse(entries.holdMissing(HELD, payload("second"), EntryPolicy.NONE));

        assertEquals(held, entries.own(HELD).orElseThrow());
        assertEquals(List.of(held), used);
    }

    /** The kernel links the key before the mask that forbids it. */
    @Test
    void aMaskThatForbidsLinkingIsSetAfterwards() {
        HeldEntries entries = entries();
        entries.putMissing(ENTRY, payload("entry"), NARROW);
        entries.holdMissing(HELD, payload("key"), NARROW);

        assertEquals(WITHOUT_LINK.bits(), mask(entries, ENTRY));
        assertEquals(0, mask(entries, HELD) & 0x10000000);
    }

    @Test
    void anEntryWhoseMaskIsRefusedIsRemovedAgain() {
        HeldEntries entries = entries(refusingToNarrow(), used::add);

        assertThrows(KeyctlException.class, () -> entries.putMissing(ENTRY, payload("entry"), NARROW));
        assertThrows(KeyctlException.class, () -> entries.put(ENTRY, payload("entry"), NARROW));

        assertEquals(0, scratch().links().length);
    }

    @Test
    void aKeyThatTheKernelCannotUseIsRemovedAgain() {
        Consumer<KernelKey> refusal = key -> {
            throw new RefusedCall("bind", Errno.ENOENT.number(), "the key");
        };
        HeldEntries entries = entries(scratch().keyctl(), refusal);

        assertThrows(KeyctlException.class, () -> entries.holdMissing(HELD, payload("key"), EntryPolicy.NONE));
        assertEquals(0, scratch().links().length);
        assertThrows(KeyctlException.class, () -> entries.hold(HELD, payload("key"), EntryPolicy.NONE));

        assertEquals(0, scratch().links().length);
    }

    @Test
    void aKeyThatIsHeldForAChangedEntryIsTriedToo() {
        HeldEntries entries = entries();
        entries.hold(HELD, payload("key"), EntryPolicy.NONE);

        assertEquals(List.of(entries.own(HELD).orElseThrow()), used);
    }

    @Test
    void onlyWhatTheKeyringLinksItselfIsItsOwn() {
        Keyring below =
                new Keyrings(scratch().keyctl()).at(KeyringPath.of(scratch().serial() + "/below"), true);
        HeldEntries entries = entries();
        entries.put(ENTRY, payload("entry"), EntryPolicy.NONE);
        below.put(KeyType.USER, Description.of("another"), payload("entry"));

        assertEquals(2, entries.names().size());
        assertEquals(Set.of(ENTRY), entries.ownNames());
    }

    /** A private key is used by KEYCTL_PKEY_QUERY, and a secret key by a socket, which is closed again. */
    @Test
    void aKeyIsTriedInTheWayOfItsType() {
        Keyctl keyctl = mock(Keyctl.class);
        AlgorithmSocket socket = mock(AlgorithmSocket.class);
        when(keyctl.describe(1)).thenReturn(bytes("asymmetric;0;0;3f010000;web"));
        when(keyctl.pkeyQuery(eq(1), any())).thenReturn(new byte[64]);
        when(keyctl.describe(2)).thenReturn(bytes("logon;0;0;3f010000;linuxkeyring:user:token#1"));
        when(keyctl.algorithmSocket(any(), any(), eq(2), anyInt())).thenReturn(socket);

        HeldEntries.requireUsable(new KernelKey(keyctl, 1));
        verify(keyctl).pkeyQuery(eq(1), any());
        HeldEntries.requireUsable(new KernelKey(keyctl, 2));
        verify(socket).close();
    }
}
