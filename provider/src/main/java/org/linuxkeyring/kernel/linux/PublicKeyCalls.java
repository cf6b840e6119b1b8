package org.linuxkeyring.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.Operation;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.kernel.Subject;

/**
 * The operations of keys of type {@code asymmetric}, with the structs of include/uapi/linux/keyctl.h laid out off heap.
 */
final class PublicKeyCalls {
    /** The length of struct keyctl_pkey_query with its spare space, in bytes. */
    private static final int QUERY = 56;

    /** The length of struct keyctl_pkey_params, in bytes. */
    private static final int PARAMS = 40;

    private static final int NUL = 1;

    /**
     * The buffer size for a result. The kernel writes its whole result, whatever size out_len gives
     * (security/keys/keyctl_pkey.c). This is room for RSA of 65,536 bits; crypto/rsa.c accepts at most 4096.
     */
    private static final int MOST_ANSWERED = 8192;

    private final SystemCalls calls;
    private final int keyctl;
    private final ScratchPool pool;

    PublicKeyCalls(SystemCalls calls, int keyctl, ScratchPool pool) {
        this.calls = calls;
        this.keyctl = keyctl;
        this.pool = pool;
    }

    byte[] query(int key, byte[] info) {
        Operation query = Operation.KEYCTL_PKEY_QUERY;
        try (Scratch scratch = pool.take(QUERY + info.length + NUL)) {
            long answer = scratch.reserveAnswer(QUERY);
            accepted(query, key, calls.retried(keyctl, query.code(), key, 0, scratch.putString(info), answer));
            byte[] told = new byte[Keyctl.PKEY_QUERY_SIZE];
            scratch.answer(told.length).get(told);
            return told;
        }
    }

    <T> T decrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader) {
        Operation decrypt = Operation.KEYCTL_PKEY_DECRYPT;
        try (Scratch scratch = pool.take(MOST_ANSWERED + PARAMS + info.length + NUL + input.remaining())) {
            long answer = scratch.reserveAnswer(MOST_ANSWERED);
            long params = scratch.putPayload(params(key, input.remaining()));
            long infoAddress = scratch.putString(info);
            long inputAddress = scratch.putPayload(input);
            int size = accepted(
                    decrypt, key, calls.retried(keyctl, decrypt.code(), params, infoAddress, inputAddress, answer));
            return reader.read(scratch.answer(size));
        }
    }

    /** Lays out struct keyctl_pkey_params: key_id, in_len, out_len, and spare space that is zero. */
    private static ByteBuffer params(int key, int size) {
        return ByteBuffer.allocate(PARAMS)
                .order(ByteOrder.nativeOrder())
                .putInt(key)
                .putInt(size)
                .putInt(size)
                .clear();
    }

    private static int accepted(Operation operation, int key, long result) {
        if (result < 0) {
            throw new RefusedCall(operation.name(), (int) -result, Subject.of(key));
        }
        return (int) result;
    }
}
