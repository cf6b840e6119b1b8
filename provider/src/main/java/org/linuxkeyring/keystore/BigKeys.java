package org.linuxkeyring.keystore;

import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;

/** Whether the kernel has keys of type big_key (CONFIG_BIG_KEYS): asked when it first matters, and then known. */
public final class BigKeys {
    private final KeyTypeProbe probe;
    private volatile boolean known;
    private volatile boolean there;

    BigKeys(KeyTypeProbe probe) {
        this.probe = probe;
    }

    boolean areThere() {
        if (!known) {
            there = probed();
            known = true;
        }
        return there;
    }

    /** Where the kernel does not tell, none is found by a search, and add_key(2) says what it thinks of one. */
    private boolean probed() {
        try {
            return probe.exists(KeyType.BIG_KEY);
        } catch (KeyctlException e) {
            return true;
        }
    }
}
