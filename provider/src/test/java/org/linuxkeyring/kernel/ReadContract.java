package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/** The contract of KEYCTL_READ for payloads and for keyrings. */
interface ReadContract extends KeyctlFixture {
    @Test
    default void readGivesThePayloadOfEverySize() {
        Random random = new Random(1);
        int most = (int) Math.min(Keyctl.MAX_USER_PAYLOAD, quotaBytes() / 2);
        for (int size : new int[] {1, 4095, 4096, 4097, random.nextInt(1, most), random.nextInt(1, most), most}) {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            assertArrayEquals(payload, payload(add("user", "random", payload, scratch())), () -> size + " bytes");
        }
    }

    @Test
    default void theReaderSeesABufferFromItsStartToThePayloadsEnd() {
        keyctl().read(user("key", "secret"), buffer -> {
            assertEquals(0, buffer.position());
            assertEquals(6, buffer.remaining());
            return null;
        });
    }

    @Test
    default void readAnswersWhatTheReaderDoes() {
        assertEquals(6, keyctl().read(user("key", "secret"), ByteBuffer::remaining));
    }

    @Test
    default void theReadersExceptionComesThrough() {
        int key = user("key", "secret");

        assertThrows(
                IllegalStateException.class,
                () -> keyctl().read(key, buffer -> {
                    throw new IllegalStateException();
                }));
        assertEquals("secret", text(key));
    }

    @Test
    default void theReaderMayUseTheKeysToo() {
        int outer = user("outer", "secret");
        int inner = user("inner", "other");

        String seen = keyctl().read(outer, buffer -> {
            String other = text(inner);
            user("copy", other);
            return other + " " + (char) buffer.get(0) + search(scratch(), "inner");
        });

        assertEquals("other s" + inner, seen);
    }

    @Test
    default void theReadersBufferIsReadOnlyAndOffHeap() {
        keyctl().read(user("key", "secret"), buffer -> {
            assertTrue(buffer.isReadOnly());
            assertTrue(buffer.isDirect());
            return null;
        });
    }

    /** A new thread has its creator's session keyring, so it possesses the same keys. */
    @Test
    default void threadsAtOnceReadTheirOwnPayloads() throws InterruptedException, ExecutionException {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "thread " + i;
            tasks.add(() -> {
                int matches = 0;
                for (int round = 0; round < 100; round++) {
                    String payload = name.repeat(round + 1);
                    matches += text(user(name, payload)).equals(payload) ? 1 : 0;
                }
                return matches;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Integer> matches : threads.invokeAll(tasks)) {
                assertEquals(100, matches.get());
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(8, links(scratch()).size());
    }

    @Test
    default void readOfALogonKeyIsEOPNOTSUPP() {
        int key = add("logon", "app:token", bytes("1"), scratch());

        assertRefused(Errno.EOPNOTSUPP, () -> payload(key));
    }

    @Test
    default void readOfAMissingKeyIsENOKEY() {
        assertRefused(Errno.ENOKEY, () -> payload(NO_SUCH_KEY));
        assertRefused(Errno.ENOKEY, () -> links(NO_SUCH_KEY));
    }

    @Test
    default void anEmptyKeyringReadsAsNoSerials() {
        assertEquals(List.of(), links(scratch()));
    }

    /** The payload of a keyring is its serials, as 32-bit integers in the machine's byte order. */
    @Test
    default void aKeyringReadsAsItsSerials() {
        int key = user("key", "1");
        int below = keyring("below");
        add("user", "deeper", bytes("1"), below);

        assertEquals(sorted(List.of(key, below)), sorted(links(scratch())));
        assertEquals(8, payload(scratch()).length);
    }

    @Test
    default void aLargeKeyringIsReadWhole() {
        List<Integer> added = new ArrayList<>();
        try {
            while (added.size() < 1_000) {
                added.add(user("key " + added.size(), "1"));
            }
        } catch (KeyctlException full) {
            assertEquals(Errno.EDQUOT, full.errno());
        }

        assertTrue(added.size() > 50);
        assertEquals(sorted(added), sorted(links(scratch())));
    }

    /** The kernel's order is not that of making, but it is the same from call to call. */
    @Test
    default void aKeyringsOrderIsStable() {
        for (int i = 0; i < 40; i++) {
            user("key " + i, "1");
        }

        assertEquals(links(scratch()), links(scratch()));
        assertFalse(links(scratch()).isEmpty());
    }

    private static List<Integer> sorted(List<Integer> serials) {
        return serials.stream().sorted(Comparator.naturalOrder()).toList();
    }
}
