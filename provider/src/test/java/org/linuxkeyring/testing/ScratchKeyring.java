package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** A keyring of a test's own below the session keyring, gone with all it links when the test is over. */
public final class ScratchKeyring implements AutoCloseable {
    private final Backend backend;
    private final Keyctl keyctl;
    private final int session;
    private final int serial;

    private ScratchKeyring(Backend backend) {
        this.backend = backend;
        this.keyctl = OpenBackend.of(backend);
        this.session = session(keyctl);
        this.serial =
                keyctl.addKey(bytes("keyring"), bytes("test-" + UUID.randomUUID()), ByteBuffer.allocate(0), session);
    }

    /**
     * Asked in a thread of its own: the kernel gives a thread that asks, and has no session keyring, the user session
     * keyring as one, which the programs that it starts would inherit even where they run as another user.
     */
    private static int session(Keyctl keyctl) {
        FutureTask<Integer> task = new FutureTask<>(() -> keyctl.keyringId(Keyctl.SESSION_KEYRING, false));
        new Thread(task, "session").start();
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test, with the reason, where the backend does not work. */
    public static ScratchKeyring of(Backend backend) {
        assumeAvailable(backend);
        return new ScratchKeyring(backend);
    }

    /** Skips the test, with the reason, where the backend does not work. */
    public static void assumeAvailable(Backend backend) {
        try {
            OpenBackend.of(backend);
        } catch (KeyringException refused) {
            abort(refused.getMessage());
        }
    }

    public Keyctl keyctl() {
        return keyctl;
    }

    public int serial() {
        return serial;
    }

    /** Settings that name this keyring. */
    public KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder()
                .keyring(Integer.toString(serial))
                .backend(backend);
    }

    /** A keystore on this keyring. */
    public KeyStore keyStore() throws Exception {
        return keyStore(settings());
    }

    /** A keystore with these settings. */
    public static KeyStore keyStore(KeyringLoadStoreParameter.Builder settings) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(settings.build());
        return store;
    }

    /** A key of another tool's making; the payload is text or bytes as they are. */
    public int add(String type, String description, byte[] payload) {
        // The quota of keys that earlier tests removed comes back when the kernel has collected them.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (true) {
            try {
                return keyctl.addKey(bytes(type), bytes(description), ByteBuffer.wrap(payload), serial);
            } catch (KeyctlException e) {
                if (e.errno() != Errno.EDQUOT || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** What lies in the keyring, by serial. */
    public int[] links() {
        return keyctl.readKeyring(serial);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        keyctl.clear(serial);
        keyctl.unlink(serial, session);
    }
}
