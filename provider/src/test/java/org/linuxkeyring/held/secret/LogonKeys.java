package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keys;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;

/** Keys of type logon in the session keyring, which the kernel's crypto works with. */
final class LogonKeys {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private LogonKeys() {}

    /** Skips the tests, with the reason, if the kernel has no sockets that are keyed with its keys. */
    static void assumeSockets() throws Throwable {
        FreshSession.call(() -> {
            try {
                socketOf(add("logon", "test:probe", new byte[16]));
            } catch (KeyctlException refused) {
                switch (refused.errno()) {
                    case EAFNOSUPPORT, ENOENT, ENOPROTOOPT, EPERM -> abort(refused.getMessage());
                    default -> throw refused;
                }
            }
            return null;
        });
    }

    static void socketOf(HeldSecretKey key) {
        key.key().algorithmSocket("aead", "gcm(aes)", 16).close();
    }

    static HeldSecretKey add(String type, String description, byte... payload) {
        return add(OpenBackend.of(Backend.KERNEL), type, description, payload);
    }

    static HeldSecretKey add(Keyctl keyctl, String type, String description, byte... payload) {
        // As the keystore does, since the quota of the last test's keys comes back late.
        KernelKey key = Keys.keyring(keyctl, keyctl.keyringId(Keyctl.SESSION_KEYRING, false))
                .put(KeyType.of(type), Description.of(description), ByteBuffer.wrap(payload));
        return new HeldSecretKey(key, "AES");
    }

    static HeldSecretKey hold(String algorithm, byte... key) {
        HeldSecretKey held = add("logon", "test:" + NAMES.incrementAndGet(), key);
        return new HeldSecretKey(held.key(), algorithm);
    }
}
