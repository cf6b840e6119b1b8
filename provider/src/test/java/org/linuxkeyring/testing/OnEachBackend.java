package org.linuxkeyring.testing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.spec.Backend;

/** Gives each test a scratch keyring of the backend that the subclass names. */
public abstract class OnEachBackend {
    private final Backend backend;
    private ScratchKeyring scratch;

    protected OnEachBackend(Backend backend) {
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

    protected final ScratchKeyring scratch() {
        return scratch;
    }
}
