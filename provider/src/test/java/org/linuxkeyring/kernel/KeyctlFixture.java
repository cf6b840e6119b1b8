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

/** The implementation under test, and a keyring for each test, which the contracts of the single operations share. */
public interface KeyctlFixture {
    /** A serial that no key has: the kernel's serials are random, and unlikely to meet it. */
    int NO_SUCH_KEY = 0x7ffffff1;

    Keyctl keyctl();

    /** Returns a new keyring that is possessed through the session keyring. */
    int scratch();

    /** Returns how many bytes of keys the caller may own (the last column of /proc/key-users). */
    long quotaBytes();

    /**
     * Returns whether the caller may do what CAP_SYS_ADMIN and CAP_SETUID allow: chown to anyone, and use another
     * user's persistent keyring.
     */
    boolean privileged();

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /**
     * Returns a description that no other process with the same session keyring uses, because request_key searches
     * that.
     */
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
