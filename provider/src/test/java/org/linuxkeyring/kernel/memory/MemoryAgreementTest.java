package org.linuxkeyring.kernel.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/**
 * Random calls of every operation of the port on keys, each made in memory and in the kernel, answer and refuse the
 * same and leave the same keys. The system property {@code agreement.sequences} says how many sequences are tried, each
 * from a seed of its own, which a failure names; {@code agreement.seed} repeats that sequence alone.
 *
 * <p>Left out is what differs from one kernel to the next, or by time alone: which of two keys a search meets first,
 * and how soon a key that nothing links is gone. So is what memory does not have: other users and groups, and keys that
 * are used without being read.
 */
@Tag("kernel")
class MemoryAgreementTest {
    private static final int STEPS = 300;

    static LongStream seeds() {
        Long repeated = Long.getLong("agreement.seed");
        return repeated == null
                ? new Random().longs(Integer.getInteger("agreement.sequences", 6))
                : LongStream.of(repeated);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void memoryAndKernelAgree(long seed) throws Throwable {
        Keyctl kernel = kernel();
        FutureTask<Void> sequence = new FutureTask<>(() -> {
            new RandomCalls(new SideBySide(kernel), seed).make(STEPS);
            return null;
        });
        new Thread(sequence, "random calls").start();
        try {
            sequence.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static Keyctl kernel() {
        try {
            return OpenBackend.of(Backend.KERNEL);
        } catch (KeyringException refused) {
            return abort(refused.getMessage());
        }
    }
}
