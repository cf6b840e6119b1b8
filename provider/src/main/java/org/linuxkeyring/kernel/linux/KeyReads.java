package org.linuxkeyring.kernel.linux;

import static org.linuxkeyring.kernel.linux.KeyctlResults.accepted;
import static org.linuxkeyring.kernel.linux.KeyctlResults.refused;
import static org.linuxkeyring.kernel.linux.KeyringLinks.FEW_LINKS;

import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.Subject;

/** The operations in which the kernel writes what it has of a key: KEYCTL_READ and KEYCTL_DESCRIBE. */
final class KeyReads {
    private final SystemCalls calls;
    private final int keyctl;
    private final ScratchPool pool;

    KeyReads(SystemCalls calls, int keyctl, ScratchPool pool) {
        this.calls = calls;
        this.keyctl = keyctl;
        this.pool = pool;
    }

    /** Returns what KEYCTL_DESCRIBE tells of a key, without the NUL that ends it. */
    byte[] describe(int key) {
        try (Scratch scratch = pool.take(KeyctlResults.MOST_DESCRIBED)) {
            int size = fill(scratch, scratch.capacity(), Operation.KEYCTL_DESCRIBE, key);
            return KeyctlResults.withoutNul(scratch.answer(size));
        }
    }

    /**
     * Reads a payload. If the buffer is too short, the kernel answers the size needed and writes nothing
     * (keyctl_read(3)). Another process may replace the payload by a larger one before the next attempt, so the call is
     * repeated until a payload fits, up to a limit.
     */
    <T> T read(int key, PayloadReader<T> reader) {
        int size = 0;
        for (int attempt = 0; attempt < KeyctlResults.MOST_SIZES; attempt++) {
            try (Scratch scratch = pool.take(size)) {
                size = fill(scratch, scratch.capacity(), Operation.KEYCTL_READ, key);
                if (size <= scratch.capacity()) {
                    return reader.read(scratch.answer(size));
                }
            }
        }
        throw refused(
                Operation.KEYCTL_READ.name(), -Errno.EAGAIN.number(), Subject.of(key) + ", which grows over and over,");
    }

    /** Returns the number of links of a keyring, which the kernel tells without going through them. */
    int linkCount(int keyring) {
        try (Scratch scratch = pool.take(0)) {
            return fill(scratch, 0, Operation.KEYCTL_READ, keyring) / Integer.BYTES;
        }
    }

    /** Returns whether a keyring links a key, by its links if they are few, and else by those that are remembered. */
    boolean links(int keyring, int key, KeyringLinks many) {
        try (Scratch scratch = pool.take(FEW_LINKS)) {
            int size = fill(scratch, FEW_LINKS, Operation.KEYCTL_READ, keyring);
            return size <= FEW_LINKS
                    ? KeyctlResults.contains(scratch.answer(size), key)
                    : many.contain(keyring, key, size / Integer.BYTES);
        }
    }

    /** Has the kernel write into memory, at most so many bytes; returns how many it has to write. */
    private int fill(Scratch scratch, int most, Operation operation, int key) {
        long result = calls.retried(keyctl, operation.code(), key, scratch.address(), most, 0);
        int size = (int) accepted(operation, result, () -> Subject.of(key));
        scratch.written(Math.min(size, most));
        return size;
    }
}
