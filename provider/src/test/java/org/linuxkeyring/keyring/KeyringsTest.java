package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.testing.ScratchKeyring.bytes;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.testing.OnEachBackend;

/** Paths, searches and listings, the same on every backend. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyringsTest extends OnEachBackend {
    private Keyctl keyctl;
    private Keyrings keyrings;

    KeyringsTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openKeyrings() {
        keyctl = scratch().keyctl();
        keyrings = new Keyrings(keyctl);
    }

    private Keyring at(String path, boolean create) {
        return keyrings.at(KeyringPath.parse(path), create);
    }

    private static Key put(Keyring keyring, String description, String payload) {
        return keyring.put(KeyType.USER, Description.of(description), ByteBuffer.wrap(bytes(payload)));
    }

    private static List<String> descriptions(SearchScope scope) {
        return scope.list().stream()
                .map(linked -> linked.name().description().toString())
                .toList();
    }

    /** Its mask lets only a possessor link or search it, and no one may without a way to the user keyring. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", "%%keyring:%s"})
    void aKeyringBelowTheUserKeyringIsFoundInASessionThatDoesNotLinkThat(String form) throws Exception {
        String name = "test-" + UUID.randomUUID();
        FutureTask<Optional<String>> inPrivateSession = new FutureTask<>(() -> {
            keyctl.joinSessionKeyring(null);
            int serial = keyctl.addKey(bytes("keyring"), bytes(name), ByteBuffer.allocate(0), Keyctl.USER_KEYRING);
            try {
                Keyring keyring = at(String.format(form, form.equals("%s") ? serial : name), false);
                assertEquals(serial, keyring.serial());
                put(keyring, "token", "secret");
                return keyring.search(KeyType.USER, Description.of("token"))
                        .map(key -> key.read(payload ->
                                StandardCharsets.US_ASCII.decode(payload).toString()));
            } finally {
                keyctl.unlink(serial, Keyctl.USER_KEYRING);
            }
        });
        new Thread(inPrivateSession).start();
        assertEquals(Optional.of("secret"), inPrivateSession.get());
    }

    @Test
    void aPathIsMadeOnceAndFoundAgain() {
        Keyring made = at(scratch().serial() + "/payments/tls", true);
        assertEquals(
                made.serial(), at(scratch().serial() + "/payments/tls", true).serial());
        assertEquals(
                made.serial(), at(scratch().serial() + "/payments/tls", false).serial());
        assertEquals("tls", made.metadata().description().toString());
    }

    @Test
    void whoMakesTheSamePathAtTheSameTimeGetsTheSameKeyring() throws Exception {
        String path = scratch().serial() + "/race";
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String raced = path + round;
                List<Callable<Integer>> makers =
                        Collections.nCopies(8, () -> at(raced, true).serial());
                Set<Integer> serials = new HashSet<>();
                for (Future<Integer> maker : threads.invokeAll(makers)) {
                    serials.add(maker.get());
                }
                assertEquals(Set.of(at(raced, false).serial()), serials);
            }
            assertEquals(20, scratch().links().length);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aMissingKeyringOfAPathIsNamedIfItMayNotBeMade() {
        KeyringException e =
                assertThrows(KeyringException.class, () -> at(scratch().serial() + "/payments", false));
        assertTrue(
                e.getMessage().contains("/payments does not exist")
                        && e.getMessage().contains("create=true"),
                e.getMessage());
        assertEquals(0, scratch().links().length);
    }

    @Test
    void aPathStepsOnlyIntoKeyringsThatAreLinkedThere() {
        Keyring deep = at(scratch().serial() + "/a/b", true);
        Keyring direct = at(scratch().serial() + "/b", true);
        assertTrue(deep.serial() != direct.serial());
    }

    @Test
    void aSerialOfSomethingElseIsNoKeyring() {
        int key = scratch().add("user", "key", bytes("x"));
        KeyringException e = assertThrows(KeyringException.class, () -> at(Integer.toString(key), true));
        assertTrue(e.getMessage().contains("is no keyring but a key of type user"), e.getMessage());
    }

    @Test
    void aKeyringIsFoundByItsName() {
        Keyring named = at(scratch().serial() + "/test-by-name-" + scratch().serial(), true);
        assertEquals(
                named.serial(),
                at("%keyring:test-by-name-" + scratch().serial(), false).serial());
    }

    @Test
    void aNameThatNoKeyringHasIsNamed() {
        KeyringException e = assertThrows(
                KeyringException.class, () -> at("%keyring:no-such-" + scratch().serial(), true));
        assertTrue(e.getMessage().contains("no-such-"), e.getMessage());
    }

    @Test
    void aListingShowsWhatASearchFindsFirst() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        Keyring below = at(scratch().serial() + "/below", true);
        Key hidden = put(below, "same", "hidden");
        put(below, "deep", "x");
        Key visible = put(root, "same", "visible");
        assertEquals(
                Optional.of(visible.serial()),
                root.search(KeyType.USER, Description.of("same")).map(Key::serial));
        assertEquals(
                List.of(visible.serial()),
                root.list().stream()
                        .filter(linked -> linked.is(KeyType.USER, Description.of("same")))
                        .map(linked -> linked.key().serial())
                        .toList());
        assertEquals(List.of("same", "deep"), descriptions(root));
        root.remove(visible, KeyType.USER, Description.of("same"));
        assertEquals(
                Optional.of(hidden.serial()),
                root.search(KeyType.USER, Description.of("same")).map(Key::serial));
    }

    @Test
    void aKeyBelowIsRemovedWhereItIs() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        Key deep = put(at(scratch().serial() + "/below", true), "deep", "x");
        root.remove(deep, KeyType.USER, Description.of("deep"));
        assertEquals(List.of(), descriptions(root));
    }

    @Test
    void deadKeysAreNotListed() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        Key revoked = put(root, "revoked", "x");
        put(root, "alive", "x");
        keyctl.revoke(revoked.serial());
        assertEquals(List.of("alive"), descriptions(root));
    }

    @Test
    void theProcessViewUpdatesAnEntryWhereItIsSeen() {
        Keyring root = at(Integer.toString(scratch().serial()), true);
        String name = "seen-" + scratch().serial();
        Key seen = put(root, name, "old");
        SearchScope process = keyrings.ofProcess();
        Key updated = process.put(KeyType.USER, Description.of(name), ByteBuffer.wrap(bytes("new")));
        assertEquals(seen.serial(), updated.serial());
        assertArrayEquals(bytes("new"), seen.read(KeyringsTest::copy));
        process.remove(seen, KeyType.USER, Description.of(name));
        assertEquals(
                Optional.empty(),
                process.search(KeyType.USER, Description.of(name)).map(Key::serial));
    }

    /** KEYCTL_UPDATE would take a page at most; two are well within the 20,000 bytes of an ordinary user. */
    @Test
    void theProcessViewUpdatesAnEntryWhereItIsSeenHoweverLargeItGrows() {
        Keyring below = at(scratch().serial() + "/below", true);
        String name = "grown-" + scratch().serial();
        Key seen = put(below, name, "old");
        SearchScope process = keyrings.ofProcess();
        byte[] large = new byte[2 * 4096];
        large[0] = 1;
        Key updated = process.put(KeyType.USER, Description.of(name), ByteBuffer.wrap(large));
        assertEquals(seen.serial(), updated.serial());
        assertArrayEquals(large, seen.read(KeyringsTest::copy));
    }

    @Test
    void theProcessViewPutsANewEntryIntoTheUserKeyring() {
        String name = "new-" + scratch().serial();
        SearchScope process = keyrings.ofProcess();
        Key made = process.put(KeyType.USER, Description.of(name), ByteBuffer.wrap(bytes("x")));
        try {
            assertEquals(
                    Optional.of(made.serial()),
                    at("@u", false).search(KeyType.USER, Description.of(name)).map(Key::serial));
            assertTrue(descriptions(process).contains(name));
        } finally {
            process.remove(made, KeyType.USER, Description.of(name));
        }
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return copy;
    }

    /** An update of a big_key may need more quota than a new one (security/keys/big_key.c, big_key_update). */
    @Test
    void aBigKeyThatTheQuotaDoesNotLetBeUpdatedIsDisplacedByANewOne() {
        assumeTrue(new KeyTypeProbe(keyctl).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        Description description = Description.of("roots");
        Key old = at(Integer.toString(scratch().serial()), true)
                .put(KeyType.BIG_KEY, description, ByteBuffer.wrap(bytes("old")));
        old.setPermissions(new PermissionMask(0x3f030000));
        Keyctl full = spy(keyctl);
        doThrow(new KeyctlException("add_key", Errno.EDQUOT.number(), "roots"))
                .when(full)
                .addKey(any(), any(), any(), eq(scratch().serial()));
        doCallRealMethod()
                .when(full)
                .addKey(
                        aryEq(KeyType.KEYRING.bytes()),
                        any(),
                        any(),
                        eq(scratch().serial()));

        Key made =
                new Keyring(full, scratch().serial()).put(KeyType.BIG_KEY, description, ByteBuffer.wrap(bytes("new")));

        assertArrayEquals(new int[] {made.serial()}, scratch().links());
        assertArrayEquals(bytes("new"), made.read(payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        }));
        assertEquals(0x3f030000, made.metadata().permissions().bits());
    }
}
