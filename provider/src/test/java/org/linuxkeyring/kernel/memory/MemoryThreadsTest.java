package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;
import static org.linuxkeyring.kernel.KeyctlFixture.isRefused;

import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.testing.Await;

/** Keys in memory that several threads use. */
class MemoryThreadsTest extends MemoryFixture {
    private static <T> T inNewThread(Callable<T> steps) throws Exception {
        FutureTask<T> task = new FutureTask<>(steps);
        Thread thread = new Thread(task);
        thread.start();
        T result = task.get();
        thread.join();
        return result;
    }

    private int id(int special) {
        return keyctl.keyringId(special, false);
    }

    /** The thread copies the keyrings as clone(2) copies credentials. */
    @Test
    void aNewThreadHasTheSessionAndProcessKeyringOfTheOneThatMadeIt() throws Exception {
        inNewThread(() -> {
            int session = keyctl.joinSessionKeyring(null);
            int process = keyctl.keyringId(Keyctl.PROCESS_KEYRING, true);
            keyctl.keyringId(Keyctl.THREAD_KEYRING, true);

            return inNewThread(() -> {
                assertEquals(session, id(Keyctl.SESSION_KEYRING));
                assertEquals(process, id(Keyctl.PROCESS_KEYRING));
                assertRefused(Errno.ENOKEY, () -> id(Keyctl.THREAD_KEYRING));
                return null;
            });
        });
    }

    @Test
    void aThreadThatRanAlreadyDoesNotGetTheProcessKeyring() throws Exception {
        inNewThread(() -> keyctl.keyringId(Keyctl.PROCESS_KEYRING, true));

        assertRefused(Errno.ENOKEY, () -> id(Keyctl.PROCESS_KEYRING));
    }

    /**
     * A thread that never joined a session has the user session keyring, which no call changes for one thread alone.
     */
    @Test
    void writingToTheSessionKeyringOfTheUserMakesOneForTheThreadAlone() throws Exception {
        assertEquals(id(Keyctl.USER_SESSION_KEYRING), id(Keyctl.SESSION_KEYRING));

        int own = inNewThread(() -> {
            user("key", "1", Keyctl.SESSION_KEYRING);
            return id(Keyctl.SESSION_KEYRING);
        });

        assertNotEquals(id(Keyctl.SESSION_KEYRING), own);
    }

    @Test
    void aNamedSessionThatItsUserMaySearchIsJoinedAgain() throws Exception {
        byte[] name = {'n'};

        inNewThread(() -> {
            int session = keyctl.joinSessionKeyring(name);
            assertNotEquals(session, inNewThread(() -> keyctl.joinSessionKeyring(name)));
            keyctl.setPermissions(session, 0x3f1b0000);
            assertEquals(session, inNewThread(() -> keyctl.joinSessionKeyring(name)));
            return null;
        });
    }

    @Test
    void aSessionKeyringEndsWhenNoThreadHasIt() throws Exception {
        inNewThread(() -> {
            int left = keyctl.joinSessionKeyring(null);
            keyctl.joinSessionKeyring(null);
            assertRefused(Errno.ENOKEY, () -> keyctl.describe(left));
            return null;
        });
    }

    @Test
    void theKeyringsOfAThreadEndWithIt() throws Exception {
        int key = inNewThread(() -> user("key", "1", keyctl.keyringId(Keyctl.THREAD_KEYRING, true)));

        Await.until(
                () -> {
                    System.gc();
                    return isRefused(Errno.ENOKEY, () -> keyctl.describe(key));
                },
                "the end of what the thread kept");
    }

    @Test
    void instancesHaveNothingInCommon() {
        Keyctl other = new MemoryKeyctl(MemoryQuota.ofOrdinaryUser(), System::nanoTime);
        int key = user("key", "1", Keyctl.USER_KEYRING);
        keyctl.keyringId(Keyctl.THREAD_KEYRING, true);

        assertRefused(Errno.ENOKEY, () -> other.describe(key));
        assertEquals(0, other.readKeyring(Keyctl.USER_KEYRING).length);
        assertRefused(Errno.ENOKEY, () -> other.keyringId(Keyctl.THREAD_KEYRING, false));
    }

    @Test
    void anUpdateDoesNotReachAReaderThatHasBegun() {
        int key = user("key", "old");

        assertEquals("old", keyctl.read(key, payload -> {
            user("key", "new");
            keyctl.revoke(key);
            return UTF_8.decode(payload).toString();
        }));
    }

    /** Each payload repeats a letter as often as the letter's place in the alphabet says. */
    @Test
    void whileOthersReplaceAPayloadAReaderSeesOneOfThemWhole() throws Exception {
        int key = user("key", "a");
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Future<Integer> one = pool.submit(() -> readUntil(done, key));
            Future<Integer> other = pool.submit(() -> readUntil(done, key));
            Future<?> adding = pool.submit(() -> replace("abcdefghijklm", letters -> user("key", letters)));
            Future<?> updating = pool.submit(() ->
                    replace("nopqrstuvwxyz", letters -> keyctl.update(key, ByteBuffer.wrap(bytes(letters)))));
            adding.get();
            updating.get();
            done.set(true);
            assertTrue(one.get() + other.get() > 0);
        } finally {
            done.set(true);
            pool.shutdown();
        }
    }

    private static void replace(String alphabet, Consumer<String> payload) {
        for (int i = 0; i < 2_000; i++) {
            char letter = alphabet.charAt(i % alphabet.length());
            payload.accept(Character.toString(letter).repeat(letter - 'a' + 1));
        }
    }

    private int readUntil(AtomicBoolean done, int key) {
        int reads = 0;
        while (!done.get()) {
            String seen = text(key);
            assertEquals(Character.toString(seen.charAt(0)).repeat(seen.charAt(0) - 'a' + 1), seen);
            reads++;
        }
        return reads;
    }
}
