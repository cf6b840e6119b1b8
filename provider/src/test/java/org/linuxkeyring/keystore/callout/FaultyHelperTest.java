package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;

/**
 * Helper programs that die, give up, refuse for unusual reasons or take long. They need a rule of their own, and so a
 * machine that belongs to the tests.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class FaultyHelperTest {

    /** A helper program that records each call, and then does what the callout info says. */
    private static final String HELPER = """
            key=$1 info=$3 folder=$(dirname "$0")
            echo "$2" >>"$folder/calls"
            case $info in
                die) kill -KILL $$ ;;
                give-up) exit 0 ;;
                negate*) keyctl negate "$key" "${info#negate }" 0 ;;
                reject*) keyctl reject "$key" 30 "${info#reject }" 0 ;;
                wait)
                    while ! [ -e "$folder/go" ]; do sleep 0.05; done
                    printf made | keyctl pinstantiate "$key" 0 ;;
            esac
            """;

    @TempDir
    Path folder;

    private final String alias = "linuxkeyring-test:" + UUID.randomUUID();
    private Path rule;

    @BeforeEach
    void putRule() throws IOException {
        Upcall.assumeRulesOfOnesOwn();
        rule = Upcall.rule("linuxkeyring-test:*", folder, HELPER);
    }

    @AfterEach
    void removeRule() throws IOException {
        if (rule != null) {
            Files.delete(rule);
        }
    }

    private static KeyStore store(String callout) throws Exception {
        return ScratchKeyring.keyStore(
                ScratchKeyring.of(Backend.KERNEL).settings().callout(callout));
    }

    private List<String> calls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** The kernel makes the key negative for a minute (security/keys/request_key.c, key_negative_timeout). */
    @ParameterizedTest
    @ValueSource(strings = {"die", "give-up"})
    void anEntryThatTheHelperLeftUnmadeIsMissingAndNotAskedForAgainAtOnce(String callout) throws Exception {
        KeyStore store = store(callout);
        assertNull(store.getKey(alias, null));
        assertNull(store.getKey(alias, null));
        assertFalse(store.containsAlias(alias));
        assertEquals(List.of(alias), calls());
    }

    @Test
    void aNegativeKeyIsAskedForAgainWhenItsTimeIsOver() throws Exception {
        KeyStore store = store("negate 1");
        assertNull(store.getKey(alias, null));
        Await.until(
                () -> {
                    assertNull(key(store));
                    return lines() == 2;
                },
                "a second call of the helper");
    }

    @Test
    void anErrorNumberOfAnyKindIsTold() throws Exception {
        int noRouteToHost = 113;
        KeyStore store = store("reject " + noRouteToHost);
        UnrecoverableKeyException refusal =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null));
        assertEquals(noRouteToHost, ((KeyctlException) refusal.getCause()).errnoNumber());
        assertEquals(List.of(alias), calls());
    }

    /** The kernel lets no signal end the wait for a helper program, so that the only result is the entry. */
    @Test
    void anInterruptedThreadGetsItsEntryAndStaysInterrupted() throws Throwable {
        KeyStore store = store("wait");
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            assertArrayEquals(bytes("made"), store.getKey(alias, null).getEncoded());
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(waiting, "waits for a helper");
        thread.start();
        Await.until(() -> lines() == 1, "a call of the helper");
        thread.interrupt();
        Files.createFile(folder.resolve("go"));
        assertTrue(waiting.get());
    }

    /**
     * The second waits for the construction that the first began (security/keys/request_key.c,
     * wait_for_key_construction).
     */
    @Test
    void threadsThatWantTheSameEntryShareOneHelper() throws Throwable {
        KeyStore store = store("wait");
        FutureTask<Key> first = new FutureTask<>(() -> store.getKey(alias, null));
        FutureTask<Key> second = new FutureTask<>(() -> store.getKey(alias, null));
        new Thread(first, "first").start();
        Await.until(() -> lines() == 1, "a call of the helper");
        Thread waiting = new Thread(second, "second");
        waiting.start();
        waiting.interrupt();
        Files.createFile(folder.resolve("go"));
        assertArrayEquals(bytes("made"), first.get().getEncoded());
        assertArrayEquals(bytes("made"), second.get().getEncoded());
        assertEquals(List.of(alias), calls());
    }

    private int lines() {
        try {
            return calls().size();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Key key(KeyStore store) {
        try {
            return store.getKey(alias, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
