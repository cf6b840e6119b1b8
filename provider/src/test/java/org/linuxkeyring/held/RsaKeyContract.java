package org.linuxkeyring.held;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all contracts of RSA keys begin and end with: a place for a test's keys. */
abstract class RsaKeyContract {
    private HeldKeys keys;

    abstract HeldKeys open();

    HeldKeys keys() {
        return keys;
    }

    @BeforeEach
    void openKeys() {
        keys = open();
    }

    @AfterEach
    void closeKeys() {
        if (keys != null) {
            keys.close();
        }
    }
}
