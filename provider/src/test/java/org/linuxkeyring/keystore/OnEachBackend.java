package org.linuxkeyring.keystore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.testing.ScratchKeyring;

/** Gives each test a scratch keyring of the backend that the subclass names. */
abstract class OnEachBackend {
    private final Backend backend;
    private ScratchKeyring scratch;

    OnEachBackend(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void openScratch() {
        scratch = ScratchKeyring.of(backend);
    }

    @AfterEach
    void closeScratch() {
        if (scratch != null) {
            scratch.close();
        }
    }

    final ScratchKeyring scratch() {
        return scratch;
    }
}
