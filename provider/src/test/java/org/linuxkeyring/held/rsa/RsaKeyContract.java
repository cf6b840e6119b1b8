package org.linuxkeyring.held.rsa;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.held.HeldKeys;

/** What all contracts of RSA keys begin and end with: a place for a test's keys. */
public abstract class RsaKeyContract {
    private HeldKeys keys;

    protected abstract HeldKeys open();

    public HeldKeys keys() {
        return keys;
    }

    @BeforeEach
    public void openKeys() {
        keys = open();
    }

    @AfterEach
    public void closeKeys() {
        if (keys != null) {
            keys.close();
        }
    }
}
