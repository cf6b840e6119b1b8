package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Seal;

/**
 * The running kernel, which keeps its master keys over what stands for a reboot: the keyring of the test is emptied.
 */
final class KernelMachine implements SealingMachine {
    /** The bytes of the keys that the tests load. */
    static final byte[] MASTER = "sealed under this key, 32 bytes.".getBytes(StandardCharsets.US_ASCII);

    private final Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
    private final String keyring = "@s/test-" + UUID.randomUUID();
    private final Seal seal;

    /** Skips the test where the kernel cannot seal in this way. */
    KernelMachine(Seal seal) {
        this.seal = seal;
        switch (seal.source()) {
            case KEY -> add("logon", seal.name());
            case ENCRYPTED -> add("user", seal.name().substring("user:".length()));
            case TRUSTED -> {
                // The TPM's key has been made before.
            }
        }
        try {
            KeyEncryptionKeys keys = new KeyEncryptionKeys(keyctl);
            keys.open(keys.make(seal)).seal(ByteBuffer.allocate(1), new byte[1]);
        } catch (KeyringException e) {
            abort("this kernel does not seal under " + seal + ": " + e.getMessage());
        }
    }

    void add(String type, String description) {
        add(type, description, MASTER);
    }

    /** Loads a key as another program does. */
    void add(String type, String description, byte[] bytes) {
        keyctl.addKey(
                type.getBytes(StandardCharsets.US_ASCII),
                description.getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.wrap(bytes),
                Keyctl.SESSION_KEYRING);
    }

    /** Takes away a key that was loaded so. */
    void remove(String type, String description) {
        int key = keyctl.search(
                Keyctl.SESSION_KEYRING,
                type.getBytes(StandardCharsets.US_ASCII),
                description.getBytes(StandardCharsets.US_ASCII),
                Keyctl.NO_KEY);
        keyctl.unlink(key, Keyctl.SESSION_KEYRING);
    }

    @Override
    public Keyctl keyctl() {
        return keyctl;
    }

    @Override
    public Seal seal() {
        return seal;
    }

    @Override
    public String keyring() {
        return keyring;
    }

    boolean holdsPrivateKeys() {
        return new KeyTypeProbe(keyctl).parsesPkcs8();
    }

    @Override
    public void reboot() {
        keyctl.clear(ring().serial());
    }

    private Keyring ring() {
        return new Keyrings(keyctl).at(KeyringPath.of(keyring), true);
    }
}
