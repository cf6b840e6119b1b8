package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.KeyringTree.Remark;

/** On a kernel in a state that two processes would have to race for, or that it would refuse to get into. */
class KeyringTreeTest {
    private static final int ROOT = 100;

    private final Keyctl keyctl = mock(Keyctl.class);

    @BeforeEach
    void theProcessHasASessionKeyringOnly() {
        when(keyctl.keyringId(Keyctl.THREAD_KEYRING, false)).thenThrow(refusal(Errno.ENOKEY));
        when(keyctl.keyringId(Keyctl.PROCESS_KEYRING, false)).thenThrow(refusal(Errno.ENOKEY));
        when(keyctl.keyringId(Keyctl.SESSION_KEYRING, false)).thenReturn(ROOT);
    }

    @Test
    void aTreeHasKeysAndKeyringsInTheKernelsOrder() {
        keyring(ROOT, 3, 2);
        keyring(3, 4);
        key(2);
        key(4);
        KeyringTree root = onlyTree();
        assertEquals(List.of(3, 2), serials(root));
        assertEquals(List.of(4), serials(root.links().get(0)));
        assertEquals(
                "k4",
                root.links()
                        .get(0)
                        .links()
                        .get(0)
                        .metadata()
                        .orElseThrow()
                        .description()
                        .toString());
    }

    @Test
    void aKeyThatShowsItsTypeIsAKeyringOrNot() {
        keyring(ROOT, 2, 3);
        key(2);
        when(keyctl.describe(3)).thenThrow(refusal(Errno.EACCES));
        KeyringTree root = onlyTree();
        assertTrue(root.isKeyring());
        assertFalse(root.links().get(0).isKeyring());
        assertFalse(root.links().get(1).isKeyring());
        assertEquals(
                "no permission to view it",
                root.links().get(1).remark().orElseThrow().toString());
    }

    @Test
    void noPayloadIsRead() {
        keyring(ROOT, 2);
        key(2);
        onlyTree();
        verify(keyctl, never()).read(anyInt(), any());
    }

    @Test
    void whatVanishedMeanwhileIsLeftOut() {
        keyring(ROOT, 2, 3, 4);
        when(keyctl.describe(2)).thenThrow(refusal(Errno.ENOKEY));
        keyring(3);
        when(keyctl.readKeyring(3)).thenThrow(refusal(Errno.ENOKEY));
        key(4);
        assertEquals(List.of(4), serials(onlyTree()));
    }

    @ParameterizedTest
    @CsvSource({"EKEYEXPIRED, EXPIRED", "EKEYREVOKED, REVOKED", "EKEYREJECTED, REJECTED", "EACCES, NOT_VIEWABLE"})
    void aKeyThatCannotBeDescribedIsMarked(Errno errno, Remark remark) {
        keyring(ROOT, 2);
        when(keyctl.describe(2)).thenThrow(refusal(errno));
        KeyringTree dead = onlyTree().links().get(0);
        assertEquals(2, dead.serial());
        assertEquals(Optional.empty(), dead.metadata());
        assertEquals(Optional.of(remark), dead.remark());
    }

    @Test
    void aKeyringThatCannotBeReadIsMarked() {
        keyring(ROOT, 2);
        keyring(2);
        when(keyctl.readKeyring(2)).thenThrow(refusal(Errno.EACCES));
        KeyringTree closed = onlyTree().links().get(0);
        assertTrue(closed.metadata().isPresent());
        assertEquals(Optional.of(Remark.NOT_READABLE), closed.remark());
    }

    @Test
    void aKeyringIsEnteredOnceHoweverManyLinksLeadToIt() {
        keyring(ROOT, 2, 3);
        keyring(2, 3);
        keyring(3, ROOT);
        KeyringTree root = onlyTree();
        KeyringTree again = root.links().get(0).links().get(0).links().get(0);
        assertEquals(ROOT, again.serial());
        assertEquals(Optional.of(Remark.REPEATED), again.remark());
        assertEquals(Optional.of(Remark.REPEATED), root.links().get(1).remark());
    }

    @Test
    void aTreeEndsWhereTheKernelsSearchDoes() {
        for (int depth = 0; depth < 10; depth++) {
            keyring(ROOT + depth, ROOT + depth + 1);
        }
        KeyringTree tree = onlyTree();
        for (int depth = 0; depth <= KeyringWalk.MAX_DEPTH; depth++) {
            assertEquals(Optional.empty(), tree.remark());
            tree = tree.links().get(0);
        }
        assertEquals(Optional.of(Remark.TOO_DEEP), tree.remark());
        assertEquals(List.of(), tree.links());
    }

    @Test
    void anyOtherRefusalIsNotHidden() {
        keyring(ROOT, 2);
        when(keyctl.describe(2)).thenThrow(refusal(Errno.EPERM));
        Keyrings keyrings = new Keyrings(keyctl);
        assertThrows(KeyctlException.class, keyrings::trees);
    }

    private KeyringTree onlyTree() {
        List<KeyringTree> trees = new Keyrings(keyctl).trees();
        assertEquals(1, trees.size());
        return trees.get(0);
    }

    private static List<Integer> serials(KeyringTree tree) {
        return tree.links().stream().map(KeyringTree::serial).toList();
    }

    private void keyring(int serial, int... links) {
        describe(serial, "keyring");
        when(keyctl.readKeyring(serial)).thenReturn(links);
    }

    private void key(int serial) {
        describe(serial, "user");
    }

    private void describe(int serial, String type) {
        String text = type + ";1000;1000;3f010000;k" + serial;
        when(keyctl.describe(serial)).thenReturn(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyctlException refusal(Errno errno) {
        return new RefusedCall("KEYCTL_DESCRIBE", errno.number(), "a key");
    }
}
