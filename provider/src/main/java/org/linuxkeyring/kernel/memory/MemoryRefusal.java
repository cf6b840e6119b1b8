package org.linuxkeyring.kernel.memory;

import org.linuxkeyring.error.Errno;

/**
 * A refusal with its errno, before the name of the operation is added. It has no stack trace, because the
 * KeyctlException has one.
 */
final class MemoryRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    MemoryRefusal(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    static void when(boolean refused, Errno errno) {
        if (refused) {
            throw new MemoryRefusal(errno);
        }
    }

    Errno errno() {
        return errno;
    }
}
