package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;

/**
 * What the contracts of the single operations share: the implementation under test and a keyring of its own for each
 * test.
 */
public interface KeyctlFixture {
    /** A serial that names nothing: the kernel's are random, and a test's few keys do not meet it. */
    int NO_SUCH_KEY = 0x7ffffff1;

    Keyctl keyctl();

    /** A new keyring, possessed through the session keyring. */
    int scratch();

    /** How many bytes of keys the caller may own (the last column of /proc/key-users). */
    long quotaBytes();

    /**
     * Whether the caller may do what CAP_SYS_ADMIN and CAP_SETUID allow: chown to anyone, another's persistent keyring.
     */
    boolean privileged();

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** A description that no other process using the same session keyring has, which is what request_key searches. */
    default String unique() {
        return "unique " + scratch();
    }

    default int add(String type, String description, byte[] payload, int keyring) {
        return keyctl().addKey(bytes(type), bytes(description), ByteBuffer.wrap(payload), keyring);
    }

    default int user(String description, String payload) {
        return add("user", description, bytes(payload), scratch());
    }

    default int keyring(String name) {
        return keyring(name, scratch());
    }

    default int keyring(String name, int parent) {
        return add("keyring", name, new byte[0], parent);
    }

    default void update(int key, String payload) {
        keyctl().update(key, ByteBuffer.wrap(bytes(payload)));
    }

    default int search(int keyring, String description) {
        return keyctl().search(keyring, bytes("user"), bytes(description), Keyctl.NO_KEY);
    }

    default int request(String description) {
        return keyctl().requestKey(bytes("user"), bytes(description), null, Keyctl.NO_KEY);
    }

    default byte[] payload(int key) {
        return keyctl().read(key, buffer -> {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            return copy;
        });
    }

    default String text(int key) {
        return new String(payload(key), UTF_8);
    }

    default String describe(int key) {
        return new String(keyctl().describe(key), UTF_8);
    }

    default String mask(int key) {
        return describe(key).split(";", 5)[3];
    }

    default List<Integer> links(int keyring) {
        return Arrays.stream(keyctl().readKeyring(keyring)).boxed().toList();
    }

    static void assertRefused(Errno expected, Executable call) {
        assertEquals(
                expected,
                assertThrows(KeyctlException.class, call).errno(),
                "the errno with which the call is refused");
    }

    static boolean isRefused(Errno expected, Runnable call) {
        try {
            call.run();
            return false;
        } catch (KeyctlException refused) {
            return refused.errno() == expected;
        }
    }
}
