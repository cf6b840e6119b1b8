package org.linuxkeyring.kernel.linux;

import static org.linuxkeyring.kernel.linux.KeyctlResults.accepted;
import static org.linuxkeyring.kernel.linux.KeyctlResults.refused;
import static org.linuxkeyring.kernel.linux.KeyringLinks.FEW_LINKS;

import java.time.InstantSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.Subject;

/**
 * The operations in which the kernel writes what it has of a key: KEYCTL_READ and KEYCTL_DESCRIBE. They are those of
 * the way of a lookup, which has no method more than it needs.
 */
abstract class KeyReads implements Keyctl {
    final SystemCalls calls;
    final int keyctl;
    final ScratchPool pool;
    final KeyringLinks links = new KeyringLinks(this, InstantSource.system());

    KeyReads(SystemCalls calls, int keyctl, ScratchPool pool) {
        this.calls = calls;
        this.keyctl = keyctl;
        this.pool = pool;
    }

    @Override
    public byte[] describe(int key) {
        Operation describe = Operation.KEYCTL_DESCRIBE;
        try (Scratch scratch = pool.take(KeyctlResults.MOST_DESCRIBED)) {
            int most = scratch.capacity();
            long result = calls.retried(keyctl, describe.code(), key, scratch.address(), most, 0);
            return KeyctlResults.withoutNul(scratch.answer(written(scratch, most, describe, key, result)));
        }
    }

    /**
     * Reads a payload. If the buffer is too short, the kernel answers the size needed and writes nothing
     * (keyctl_read(3)). Another process may replace the payload by a larger one before the next attempt, so the call is
     * repeated until a payload fits, up to a limit.
     */
    @Override
    public <T> T read(int key, PayloadReader<T> reader) {
        Operation read = Operation.KEYCTL_READ;
        int size = 0;
        for (int attempt = 0; attempt < KeyctlResults.MOST_SIZES; attempt++) {
            try (Scratch scratch = pool.take(size)) {
                int most = scratch.capacity();
                long result = calls.retried(keyctl, read.code(), key, scratch.address(), most, 0);
                size = written(scratch, most, read, key, result);
                if (size <= most) {
                    return reader.read(scratch.answer(size));
                }
            }
        }
        throw refused(read.name(), -Errno.EAGAIN.number(), Subject.of(key) + ", which grows over and over,");
    }

    @Override
    public int[] readKeyring(int keyring) {
        return read(keyring, KeyctlResults::serials);
    }

    @Override
    public int linkCount(int keyring) {
        Operation read = Operation.KEYCTL_READ;
        try (Scratch scratch = pool.take(0)) {
            long result = calls.retried(keyctl, read.code(), keyring, scratch.address(), 0, 0);
            return written(scratch, 0, read, keyring, result) / Integer.BYTES;
        }
    }

    @Override
    public boolean links(int keyring, int key) {
        Operation read = Operation.KEYCTL_READ;
        try (Scratch scratch = pool.take(FEW_LINKS)) {
            long result = calls.retried(keyctl, read.code(), keyring, scratch.address(), FEW_LINKS, 0);
            int size = written(scratch, FEW_LINKS, read, keyring, result);
            return size <= FEW_LINKS
                    ? KeyctlResults.contains(scratch.answer(size), key)
                    : links.contain(keyring, key, size / Integer.BYTES);
        }
    }

    /** Returns how many bytes the kernel has to write, of which it has written at most so many into the memory. */
    private static int written(Scratch scratch, int most, Operation operation, int key, long result) {
        int size = (int) accepted(operation, result, () -> Subject.of(key));
        scratch.written(Math.min(size, most));
        return size;
    }
}
