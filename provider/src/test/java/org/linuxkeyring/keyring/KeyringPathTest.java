package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;

/** Paths of keyrings: found, made once, and not made in the place of a living keyring. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyringPathTest extends OnKeyrings {
    KeyringPathTest(Backend backend) {
        super(backend);
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

    /** A server loads its keystores in parallel, and none finds the user keyring in the session at first. */
    @Test
    void whoFindsAKeyringBelowTheUserKeyringAtTheSameTimePossessesIt() throws Exception {
        FutureTask<Set<Integer>> inPrivateSessions = new FutureTask<>(() -> {
            int serial = keyctl.addKey(
                    bytes("keyring"), bytes("test-" + UUID.randomUUID()), ByteBuffer.allocate(0), Keyctl.USER_KEYRING);
            try {
                Set<Integer> found = new HashSet<>();
                for (int round = 0; round < 20; round++) {
                    keyctl.joinSessionKeyring(null);
                    found.addAll(atTheSameTime(
                            () -> at(Integer.toString(serial), false).serial()));
                }
                found.remove(serial);
                return found;
            } finally {
                keyctl.unlink(serial, Keyctl.USER_KEYRING);
            }
        });
        new Thread(inPrivateSessions).start();
        assertEquals(Set.of(), inPrivateSessions.get());
    }

    /** Eight threads have the session of the thread that starts them. */
    private static <T> Set<T> atTheSameTime(Callable<T> question) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Set<T> answers = new HashSet<>();
            for (Future<T> each : threads.invokeAll(Collections.nCopies(8, question))) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
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
        for (int round = 0; round < 20; round++) {
            String raced = path + round;
            Set<Integer> serials = atTheSameTime(() -> at(raced, true).serial());
            assertEquals(Set.of(at(raced, false).serial()), serials);
        }
        assertEquals(20, scratch().links().length);
    }

    @Test
    void aMissingKeyringOfAPathIsNamedIfItMayNotBeMade() {
        KeyringException e =
                assertThrows(KeyringException.class, () -> at(scratch().serial() + "/payments", false));
        assertTrue(
                e.getMessage()
                        .endsWith("/payments does not exist: there is no keyring 'payments' in "
                                + scratch().serial() + ". Make it: keyctl newring payments "
                                + scratch().serial() + ", or let a keystore make it (create=true)"),
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
}
