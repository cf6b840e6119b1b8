package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls that ask for the timeout of a key, which the kernel shows with those of all keys. So the entries are there for
 * one number of entries at a time.
 */
@State(Scope.Benchmark)
public class Growth {
    private static final String KEYRING = "growth";
    private static final KeyStore.ProtectionParameter NONE = new KeyStore.PasswordProtection(null);

    @Param({"10", "1000", "10000"})
    public int entries;

    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private KeyStore store;
    private int next;

    @Setup
    public void fill() throws GeneralSecurityException, IOException {
        open();
        for (int i = 0; i < entries; i++) {
            store.setKeyEntry(alias(i), key, null, null);
        }
    }

    private void open() throws GeneralSecurityException, IOException {
        store = Stores.keyring("keyring=@s/" + KEYRING);
    }

    @TearDown
    public void remove() {
        Stores.removeKeyring(KEYRING);
    }

    private static String alias(int number) {
        return "entry-" + number;
    }

    /** One entry after the other. */
    private String next() {
        next = (next + 1) % entries;
        return alias(next);
    }

    @Benchmark
    public KeyStore.Entry getEntryAmong() throws GeneralSecurityException {
        return store.getEntry(next(), NONE);
    }

    @Benchmark
    public void replaceAmong() throws GeneralSecurityException {
        store.setKeyEntry(next(), key, null, null);
    }

    /** By a keystore that has not listed them before. */
    @Benchmark
    public int firstSize() throws GeneralSecurityException, IOException {
        open();
        return store.size();
    }
}
