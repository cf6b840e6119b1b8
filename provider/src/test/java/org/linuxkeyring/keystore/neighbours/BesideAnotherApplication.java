package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.Quota;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** Another application's keyring below the user keyring, beside which a keystore works. */
abstract class BesideAnotherApplication extends OnEachBackend {
    /**
     * The errors of describing keys that other programs left in the user keyring: dead keys, and keys with other masks.
     */
    private static final Set<Errno> OTHERS =
            EnumSet.of(Errno.EKEYEXPIRED, Errno.EKEYREVOKED, Errno.ENOKEY, Errno.EACCES);

    static final byte[] THEIRS = bytes("another application's");
    static final SecretKey OURS = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    static final SecretKey NEWER = new SecretKeySpec(bytes("fedcba9876543210"), "AES");

    /** A name that no key of the machine's user has. */
    final String web = "test-" + UUID.randomUUID();

    final Backend backend;
    Keyctl keyctl;
    int ofUser;
    int session;
    boolean isLinkedForThis;
    int shopB;

    BesideAnotherApplication(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /** Makes {@code shop-b} below the user keyring, with an entry of another application. */
    @BeforeEach
    void makeAnothersKeyring() {
        keyctl = scratch().keyctl();
        ofUser = keyctl.keyringId(Keyctl.USER_KEYRING, false);
        session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        // This is what a keystore does, so that the process possesses the keys below: a session need not link the
        // user keyring.
        isLinkedForThis = IntStream.of(keyctl.readKeyring(session)).noneMatch(link -> link == ofUser);
        if (isLinkedForThis) {
            keyctl.link(Keyctl.USER_KEYRING, session);
        }
        shopB = newKeyring(web + "-shop-b", ofUser);
    }

    @AfterEach
    void removeWhatIsInTheUserKeyring() {
        for (int link : keyctl.readKeyring(ofUser)) {
            if (description(link).contains(web)) {
                keyctl.unlink(link, ofUser);
            }
        }
        if (isLinkedForThis) {
            keyctl.unlink(ofUser, session);
        }
    }

    int newKeyring(String name, int above) {
        return add("keyring", name, new byte[0], above);
    }

    int add(String type, String name, int keyring) {
        return add(type, name, THEIRS, keyring);
    }

    /** An ordinary user's quota is small, and that of removed keys comes back when the kernel has collected them. */
    private int add(String type, String name, byte[] payload, int keyring) {
        return Quota.await(() -> keyctl.addKey(bytes(type), bytes(name), ByteBuffer.wrap(payload), keyring));
    }

    /**
     * Returns the text of KEYCTL_DESCRIBE; empty for a key that another program left, and that may not be described.
     */
    String description(int key) {
        try {
            return new String(keyctl.describe(key), StandardCharsets.UTF_8);
        } catch (KeyctlException e) {
            assertTrue(OTHERS.contains(e.errno()), e::getMessage);
            return "";
        }
    }

    byte[] payload(int key) {
        return keyctl.read(key, payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        });
    }

    List<String> links(int keyring) {
        return IntStream.of(keyctl.readKeyring(keyring))
                .mapToObj(this::description)
                .filter(description -> description.contains(web))
                .map(description ->
                        description.split(";", 5)[0] + " " + description.split(";", 5)[4])
                .sorted()
                .toList();
    }

    boolean isLinked(int key, int keyring) {
        return IntStream.of(keyctl.readKeyring(keyring)).anyMatch(link -> link == key);
    }

    KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(backend);
    }

    /** Returns a keystore on the keyrings that the process sees. */
    KeyStore ofTheProcess() throws Exception {
        return ScratchKeyring.keyStore(settings());
    }

    String refused(Executable change) {
        String message = assertThrows(KeyStoreException.class, change).getMessage();
        assertTrue(message.startsWith("Entry alias '" + web + "' "), message);
        assertTrue(message.contains("Nothing was changed"), message);
        return message;
    }

    void assertUntouched(int key, int keyring) {
        assertArrayEquals(THEIRS, payload(key));
        assertTrue(isLinked(key, keyring));
    }

    static void assertHolds(KeyStore store, String alias, Key key) throws Exception {
        assertEquals(key, store.getKey(alias, null));
    }

    /** Runs in a thread with a new session keyring. */
    void inSession(Body body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            int session = Quota.await(() -> keyctl.joinSessionKeyring(null));
            try {
                body.run(session);
                return null;
            } finally {
                keyctl.clear(session);
            }
        });
        new Thread(task, "session of its own").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    @FunctionalInterface
    interface Body {
        void run(int session) throws Exception;
    }

    void assumeBigKeys() {
        assumeTrue(new KeyTypeProbe(keyctl).exists(KeyType.BIG_KEY), "this kernel has no big_key");
    }
}
