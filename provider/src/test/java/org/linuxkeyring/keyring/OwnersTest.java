package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.LogRecord;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** Keys of several users in one keyring; who owns a key is pretended, since it takes a privilege to give one away. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OwnersTest extends OnEachBackend {
    private static final int OTHER = 4711;
    private static final int ROOT = 0;
    private static final Description NAME = Description.of("web");

    private Keyctl keyctl;

    OwnersTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void pretend() {
        keyctl = spy(scratch().keyctl());
    }

    private Keyring keyring(Integer... named) {
        return keyring(Owners.of(keyctl, Set.of(named), false));
    }

    private Keyring keyring(Owners owners) {
        return keyring(scratch().serial(), owners);
    }

    private Keyring keyring(int serial, Owners owners) {
        return new Keyring(keyctl, serial, owners, Integer.toString(serial));
    }

    private static Optional<Integer> found(SearchScope scope) {
        return scope.search(KeyType.USER, NAME).map(KernelKey::serial);
    }

    private static List<Integer> listed(SearchScope scope) {
        return scope.list().stream().map(linked -> linked.key().serial()).toList();
    }

    private static int put(SearchScope scope) {
        return scope.destination()
                .put(KeyType.USER, NAME, ByteBuffer.wrap(bytes("new")))
                .serial();
    }

    /** A key of ours in a keyring below. */
    private int below() {
        Keyring below = keyring().childOrNew("below");
        return keyctl.addKey(bytes("user"), NAME.bytes(), ByteBuffer.wrap(bytes("ours")), below.serial());
    }

    private int planted(int owner) {
        int serial = scratch().add("user", "web", bytes("planted"));
        doReturn(bytes("user;" + owner + ";0;3f3f3f3f;web")).when(keyctl).describe(serial);
        return serial;
    }

    private void hidesItsOwner(int serial) {
        doThrow(new RefusedCall("KEYCTL_DESCRIBE", Errno.EACCES.number(), "key " + serial))
                .when(keyctl)
                .describe(serial);
    }

    @Test
    void anotherUsersKeyIsLoggedOnce() throws Exception {
        int serial = planted(OTHER);
        List<String> lines = LogRecord.of(() -> {
            found(keyring());
            found(keyring());
        });
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(
                lines.get(0)
                        .startsWith("WARNING Key " + serial
                                + " (web) is taken for no entry: it belongs to user 4711, not to this process's user"),
                lines.toString());
    }

    @Test
    void anotherUsersKeyIsNeitherFoundNorListed() {
        planted(OTHER);
        assertEquals(Optional.empty(), found(keyring()));
        assertEquals(List.of(), listed(keyring()));
    }

    @Test
    void theProcesssOwnKeyBehindItIsFoundAndListed() {
        int own = below();
        planted(OTHER);
        assertEquals(Optional.of(own), found(keyring()));
        assertEquals(List.of(own), listed(keyring()));
    }

    /** To look for a name in all keyrings, as each change does, takes describing other users' keys as well. */
    @Test
    void anotherUsersKeyIsNotListedAfterAChangeHasMetIt() {
        planted(OTHER);
        KnownNames known = new KnownNames();
        Keyring keyring = keyring();
        keyring.occurrences(new KeyName(KeyType.USER, Description.of("mail")), known);
        assertEquals(List.of(), keyring.list(known));
    }

    @Test
    void rootsKeyAndThatOfANamedUserCount() {
        int root = planted(ROOT);
        assertEquals(Optional.of(root), found(keyring()));
        doReturn(bytes("user;" + OTHER + ";0;3f3f3f3f;web")).when(keyctl).describe(root);
        assertEquals(Optional.of(root), found(keyring(OTHER)));
        assertEquals(List.of(root), listed(keyring(OTHER)));
    }

    @Test
    void ownersAreAskedForOnce() {
        int own = scratch().add("user", "web", bytes("ours"));
        Keyring keyring = keyring();
        found(keyring);
        clearInvocations(keyctl);
        assertEquals(Optional.of(own), found(keyring));
        verify(keyctl, never()).describe(anyInt());
    }

    @Test
    void whatWasJustStoredIsKnownToBeOurs() {
        Keyring keyring = keyring();
        int made = put(keyring);
        clearInvocations(keyctl);
        assertEquals(Optional.of(made), found(keyring));
        verify(keyctl, never()).describe(anyInt());
    }

    /** A serial is free again when its key has died. */
    @Test
    void aKnownSerialCountsForItsOwnNameAlone() {
        int planted = planted(OTHER);
        Keyring keyring = keyring();
        Owners owners = Owners.of(keyctl, Set.of(), false);
        owners.remember(new KernelKey(keyctl, planted), Description.of("other"));
        assertEquals(Optional.empty(), found(keyring(owners)));
        assertEquals(Optional.empty(), found(keyring));
    }

    @Test
    void anotherUsersKeyIsNotUpdated() {
        int planted = planted(OTHER);
        KeyringException refused = assertThrows(KeyringException.class, () -> put(keyring()));
        assertTrue(refused.getMessage().contains("user " + OTHER), refused.getMessage());
        assertTrue(
                refused.getMessage()
                        .contains("keyctl unlink " + planted + " " + scratch().serial()),
                refused.getMessage());
        verify(keyctl, never()).addKey(any(), any(), any(), anyInt());
    }

    /** add_key(2) asks for no search permission. */
    @Test
    void anotherUsersKeyThatNoSearchFindsIsNotUpdated() {
        int planted = planted(OTHER);
        keyctl.setPermissions(planted, 0x37373737);
        assertThrows(KeyringException.class, () -> put(keyring()));
        verify(keyctl, never()).addKey(any(), any(), any(), anyInt());
    }

    /** Of a key that has expired the kernel tells no owner, and it may be given a payload still. */
    @Test
    void aKeyThatHasExpiredIsDisplaced() {
        int planted = planted(OTHER);
        Keyring keyring = keyring();
        doThrow(new RefusedCall("KEYCTL_SEARCH", Errno.EKEYEXPIRED.number(), "web"))
                .doCallRealMethod()
                .when(keyctl)
                .search(eq(scratch().serial()), any(), any(), anyInt());
        int made = put(keyring);
        assertTrue(made != planted);
        assertEquals(List.of(made), listed(keyring));
    }

    @Test
    void aKeyThatHidesItsOwnerCountsWhereNoOneElseCanHaveLinkedIt() {
        int hidden = scratch().add("user", "web", bytes("ours"));
        hidesItsOwner(hidden);
        assertEquals(Optional.of(hidden), found(keyring()));
        assertEquals(Optional.empty(), found(keyring(Owners.of(keyctl, Set.of(), true))));
        doReturn(bytes("keyring;" + keyctl.effectiveUser() + ";0;3f010400;x"))
                .when(keyctl)
                .describe(scratch().serial());
        assertEquals(Optional.empty(), found(keyring()));
        doReturn(bytes("keyring;" + OTHER + ";0;3f010000;x"))
                .when(keyctl)
                .describe(scratch().serial());
        assertEquals(Optional.empty(), found(keyring()));
    }

    /** As the setting {@code permissions} may have it: read, write and search for its possessor. */
    @Test
    void aKeyOfOursThatGrantsNoViewIsFoundAndReplaced() {
        int own = scratch().add("user", "web", bytes("ours"));
        keyctl.setPermissions(own, 0x0e000000);
        assertEquals(Optional.of(own), found(keyring()));
        assertEquals(own, put(keyring()));
    }

    @Test
    void anotherUsersKeyringIsNoKeystore() {
        keyring().childOrNew("shop");
        Keyring shop = keyring().childOrNew("shop");
        doReturn(bytes("keyring;" + OTHER + ";0;3f3f3f3f;shop")).when(keyctl).describe(shop.serial());
        Keyrings keyrings = new Keyrings(keyctl, Owners.of(keyctl, Set.of(), false));
        for (String path : List.of(scratch().serial() + "/shop", Integer.toString(shop.serial()))) {
            for (boolean create : List.of(true, false)) {
                KeyringException refused =
                        assertThrows(KeyringException.class, () -> keyrings.at(KeyringPath.of(path), create));
                assertTrue(refused.getMessage().contains("owners=" + OTHER), refused.getMessage());
            }
        }
        Keyrings named = new Keyrings(keyctl, Owners.of(keyctl, Set.of(OTHER), false));
        assertEquals(
                shop.serial(),
                named.at(KeyringPath.of(scratch().serial() + "/shop"), false).serial());
    }

    /** request_key(2) links what it finds into its destination. */
    @Test
    void anotherUsersKeyElsewhereIsNotLinkedByAskingForOneToBeMade() {
        int planted = planted(OTHER);
        Keyring destination = keyring(keyring().childOrNew("destination").serial(), Owners.of(keyctl, Set.of(), false));
        destination.request(KeyType.USER, NAME, bytes("callout"));
        assertTrue(destination.keys().stream().noneMatch(key -> key.serial() == planted));
    }

    @Test
    void aUserWhoIsNotToldFromOthersMustBeNamed() {
        doReturn(Keyctl.NO_USER).when(keyctl).effectiveUser();
        KeyringException refused = assertThrows(KeyringException.class, () -> keyring(new Integer[0]));
        assertTrue(refused.getMessage().contains("user namespace"), refused.getMessage());
        int shown = planted(65_534);
        assertEquals(Optional.of(shown), found(keyring(65_534)));
    }
}
