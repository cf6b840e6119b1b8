package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Permissions;

/** Searches and listings, the same on every backend. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyringsTest extends OnKeyrings {
    KeyringsTest(Backend backend) {
        super(backend);
    }

    private static List<String> descriptions(SearchScope scope) {
        return scope.list().stream()
                .map(linked -> linked.name().description().toString())
                .toList();
    }

    @Test
    void aListingShowsWhatASearchFindsFirst() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        Keyring below = at(scratch().serial() + "/below", true);
        KernelKey hidden = put(below, "same", "hidden");
        put(below, "deep", "x");
        KernelKey visible = put(root, "same", "visible");
        assertEquals(
                Optional.of(visible.serial()),
                root.search(KeyType.USER, Description.of("same")).map(KernelKey::serial));
        assertEquals(
                List.of(visible.serial()),
                root.list().stream()
                        .filter(linked -> linked.is(KeyType.USER, Description.of("same")))
                        .map(linked -> linked.key().serial())
                        .toList());
        assertEquals(List.of("same", "deep"), descriptions(root));
        assertTrue(root.remove(KeyType.USER, Description.of("same")));
        assertEquals(
                Optional.of(hidden.serial()),
                root.search(KeyType.USER, Description.of("same")).map(KernelKey::serial));
    }

    @Test
    void aKeyBelowIsNotRemoved() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        put(at(scratch().serial() + "/below", true), "deep", "x");
        assertFalse(root.remove(KeyType.USER, Description.of("deep")));
        assertEquals(List.of("deep"), descriptions(root));
    }

    @Test
    void deadKeysAreNotListed() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        KernelKey revoked = put(root, "revoked", "x");
        put(root, "alive", "x");
        keyctl.revoke(revoked.serial());
        assertEquals(List.of("alive"), descriptions(root));
    }

    @Test
    void whatTheProcessChangesGoesToTheUserKeyring() {
        SearchScope process = keyrings.ofProcess();
        assertEquals(at("@u", false).serial(), process.destination().serial());
        assertEquals("@u", process.destination().path());
    }

    private Occurrences occurrences(SearchScope scope, String name) {
        return scope.occurrences(new KeyName(KeyType.USER, Description.of(name)), new KnownNames());
    }

    private static List<String> paths(List<Keyring> keyrings) {
        return keyrings.stream().map(Keyring::path).toList();
    }

    @Test
    void aNameIsFoundInEachKeyringBelowInTheOrderOfASearch() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        put(root, "same", "own");
        Keyring below = at(scratch().serial() + "/below", true);
        put(below, "same", "below");
        put(at(scratch().serial() + "/below/deep", true), "same", "deep");
        put(at(scratch().serial() + "/other", true), "another", "x");
        assertEquals(
                List.of(scratch().serial() + "/below", scratch().serial() + "/below/deep"),
                paths(occurrences(root, "same").after()));
        assertEquals(List.of(), occurrences(root, "same").before());
        assertEquals(List.of(), occurrences(root, "missing").after());
        assertEquals(
                List.of(scratch().serial() + "/other"),
                paths(occurrences(root, "another").after()));
    }

    /** No view permission: its name is unknown, and a search goes through it all the same. */
    @Test
    void aNameIsFoundInAKeyringThatMayNotBeViewed() {
        Keyring closed = at(scratch().serial() + "/closed", true);
        put(closed, "same", "x");
        keyctl.setPermissions(closed.serial(), 0x08000000);
        assertEquals(
                List.of(Integer.toString(closed.serial())),
                paths(occurrences(at(Integer.toString(scratch().serial()), true), "same")
                        .after()));
    }

    @Test
    void whatIsDeadOrMayNotBeSearchedHasNoOccurrence() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        keyctl.revoke(put(at(scratch().serial() + "/dead", true), "same", "x").serial());
        Keyring closed = at(scratch().serial() + "/closed", true);
        put(closed, "same", "x");
        keyctl.setPermissions(closed.serial(), 0x37000000);
        assertEquals(List.of(), occurrences(root, "same").after());
    }

    @Test
    void anEndlessRaceForAKeyEnds() {
        Keyctl raced = spy(keyctl);
        doThrow(new RefusedCall("KEYCTL_UNLINK", Errno.ENOENT.number(), "web"))
                .when(raced)
                .unlink(anyInt(), anyInt());
        Keyring keyring = new Keyring(raced, scratch().serial());
        put(keyring, "web", "x");
        KeyringException e =
                assertThrows(KeyringException.class, () -> keyring.remove(KeyType.USER, Description.of("web")));
        assertTrue(e.getMessage().contains("over and over"), e.getMessage());
    }

    /** An update of a big_key may need more quota than a new one (security/keys/big_key.c, big_key_update). */
    @Test
    void aBigKeyThatTheQuotaDoesNotLetBeUpdatedIsDisplacedByANewOne() {
        assumeTrue(new KeyTypeProbe(keyctl).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        Description description = Description.of("roots");
        KernelKey old = at(Integer.toString(scratch().serial()), true)
                .put(KeyType.BIG_KEY, description, ByteBuffer.wrap(bytes("old")));
        old.setPermissions(Permissions.of(0x3f030000));
        Keyctl full = spy(keyctl);
        doThrow(new RefusedCall("add_key", Errno.EDQUOT.number(), "roots"))
                .when(full)
                .addKey(any(), any(), any(), eq(scratch().serial()));
        doCallRealMethod()
                .when(full)
                .addKey(
                        aryEq(KeyType.KEYRING.bytes()),
                        any(),
                        any(),
                        eq(scratch().serial()));

        KernelKey made =
                new Keyring(full, scratch().serial()).put(KeyType.BIG_KEY, description, ByteBuffer.wrap(bytes("new")));

        assertArrayEquals(new int[] {made.serial()}, scratch().links());
        assertArrayEquals(bytes("new"), made.read(payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        }));
        assertEquals(0x3f030000, made.metadata().permissions().bits());
    }

    /** The scratch keyring is one level below the session keyring (KEYRING_SEARCH_MAX_DEPTH in keyring.c). */
    @Test
    void aKeyringThatIsTooDeepForASearchIsRefused() {
        String deepest = scratch().serial() + "/1/2/3/4/5";
        KernelKey key = put(at(deepest, true), "name", "x");
        assertEquals(1, key.<Integer>read(ByteBuffer::remaining));

        for (String tooDeep : List.of(deepest + "/6", deepest + "/6/7")) {
            KeyringException e = assertThrows(KeyringException.class, () -> at(tooDeep, true));
            assertTrue(e.getMessage().contains("too deep"), e.getMessage());
        }
    }
}
