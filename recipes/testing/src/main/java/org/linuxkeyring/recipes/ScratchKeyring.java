package org.linuxkeyring.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Writes;

/** A keyring of a recipe's own below the session keyring, gone with all it links when the test is over. */
final class ScratchKeyring implements AutoCloseable {
    private final Keyctl keyctl = open();
    private final int session = session(keyctl);
    private final int serial = keyctl.addKey(
            "keyring".getBytes(UTF_8),
            ("recipe-" + UUID.randomUUID()).getBytes(UTF_8),
            ByteBuffer.allocate(0),
            session);

    /** Skips the test, with the reason, where the kernel's keyrings cannot be used. */
    private static Keyctl open() {
        try {
            return OpenBackend.of(Backend.KERNEL);
        } catch (KeyringException refused) {
            return abort(refused.getMessage());
        }
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

    int serial() {
        return serial;
    }

    /** An administrator's keystore, which the settings of the JVM that runs a framework do not concern. */
    KeyStore keyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder()
                .keyring(Integer.toString(serial))
                .backend(Backend.KERNEL)
                .writes(Writes.IMMEDIATE)
                .build());
        return store;
    }

    boolean canHoldPrivateKeys() {
        return new KeyTypeProbe(keyctl).parsesPkcs8();
    }

    /** Of each key: serial, owner, mask, description, digest of the payload. */
    Stream<String> contents() {
        return Arrays.stream(keyctl.readKeyring(serial))
                .mapToObj(key -> key + " " + new String(keyctl.describe(key), UTF_8) + " "
                        + keyctl.read(key, StoredEntry::digest));
    }

    @Override
    public void close() {
        keyctl.clear(serial);
        keyctl.unlink(serial, session);
    }
}
