package org.linuxkeyring.keyring;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** Keyrings below a scratch keyring of a backend. */
abstract class OnKeyrings extends OnEachBackend {
    Keyctl keyctl;
    Keyrings keyrings;

    OnKeyrings(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openKeyrings() {
        keyctl = scratch().keyctl();
        keyrings = new Keyrings(keyctl);
    }

    Keyring at(String path, boolean create) {
        return keyrings.at(KeyringPath.of(path), create);
    }

    static KernelKey put(Keyring keyring, String description, String payload) {
        return keyring.put(KeyType.USER, Description.of(description), ByteBuffer.wrap(bytes(payload)));
    }
}
