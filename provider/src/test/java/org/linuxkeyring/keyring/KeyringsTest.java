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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.testing.Await;

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
        return keyrings.at(KeyringPath.of(path), create);
    }

    private static KernelKey put(Keyring keyring, String description, String payload) {
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeadKeyringOfThePathGivesWayThoughOneOfThatNameLivesFurtherDown(boolean isRevoked) throws Exception {
        Keyring dead = at(scratch().serial() + "/shop", true);
        Keyring further = at(scratch().serial() + "/b/shop", true);
        end(dead, isRevoked);
        Keyring made = at(scratch().serial() + "/shop", true);
        assertTrue(made.serial() != dead.serial() && made.serial() != further.serial());
        assertEquals(made.serial(), at(scratch().serial() + "/shop", true).serial());
        assertEquals(further.serial(), at(scratch().serial() + "/b/shop", true).serial());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeadKeyringOfThePathGivesWay(boolean isRevoked) throws Exception {
        Keyring dead = at(scratch().serial() + "/shop", true);
        end(dead, isRevoked);
        assertTrue(at(scratch().serial() + "/shop", true).serial() != dead.serial());
    }

    private void end(Keyring keyring, boolean isRevoked) throws InterruptedException {
        if (isRevoked) {
            keyctl.revoke(keyring.serial());
            return;
        }
        keyctl.setTimeout(keyring.serial(), 1);
        Await.until(() -> isDead(keyring), "the keyring has expired");
    }

    private boolean isDead(Keyring keyring) {
        try {
            keyring.metadata();
            return false;
        } catch (KeyctlException e) {
            return true;
        }
    }

    /** The kernel does not tell which of them is called so. */
    @Test
    void ofSeveralDeadKeysNoneIsRemovedForAKeyring() {
        Keyring dead = at(scratch().serial() + "/shop", true);
        int other = scratch().add("user", "another's", bytes("x"));
        keyctl.revoke(dead.serial());
        keyctl.revoke(other);
        KeyringException e =
                assertThrows(KeyringException.class, () -> at(scratch().serial() + "/shop", true));
        assertTrue(
                e.getMessage().contains("keyctl unlink SERIAL " + scratch().serial())
                        && e.getMessage().contains("key " + other),
                e.getMessage());
        assertEquals(2, scratch().links().length);
    }

    /** What may not be searched is not possessed, so the first may be viewed by its user, and the second by no one. */
    @ParameterizedTest
    @CsvSource({"0x37010000, may not be searched", "0x37000000, may not be viewed"})
    void aKeyringThatNoSearchFindsIsNotReplaced(String mask, String reason) {
        Keyring closed = at(scratch().serial() + "/shop", true);
        at(scratch().serial() + "/b/shop", true);
        keyctl.setPermissions(closed.serial(), Integer.decode(mask));
        KeyringException e =
                assertThrows(KeyringException.class, () -> at(scratch().serial() + "/shop", true));
        assertTrue(
                e.getMessage().contains(reason) && e.getMessage().contains(Integer.toString(closed.serial())),
                e.getMessage());
        assertEquals(2, scratch().links().length);
    }

    @Test
    void anEndlessRaceForAKeyringEnds() {
        Keyctl raced = spy(keyctl);
        doThrow(new RefusedCall("KEYCTL_MOVE", Errno.EEXIST.number(), "shop"))
                .when(raced)
                .move(anyInt(), anyInt(), anyInt());
        KeyringException e = assertThrows(
                KeyringException.class, () -> new Keyring(raced, scratch().serial()).childOrNew("shop"));
        assertTrue(e.getMessage().contains("over and over"), e.getMessage());
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
}
