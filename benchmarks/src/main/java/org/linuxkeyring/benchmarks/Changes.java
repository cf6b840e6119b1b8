package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Entries stored and deleted, in the session keyring. */
@State(Scope.Benchmark)
public class Changes {
    private static final String PASSING = "java-passing";

    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private KeyStore store;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        store = Stores.keyring("keyring=@s");
    }

    /** Replaces an entry, but for the first time. */
    @Benchmark
    public void replaceEntry() throws GeneralSecurityException {
        store.setKeyEntry("java-aes256", key, null, null);
    }

    /** Deletes after each measured call what that has stored. */
    @State(Scope.Thread)
    public static class Passing {
        @TearDown(Level.Invocation)
        public void delete(Changes changes) throws GeneralSecurityException {
            changes.store.deleteEntry(PASSING);
        }
    }

    @Benchmark
    public void setKeyEntry(Passing passing) throws GeneralSecurityException {
        store.setKeyEntry(PASSING, key, null, null);
    }

    @Benchmark
    public void setAndDelete() throws GeneralSecurityException {
        store.setKeyEntry(PASSING, key, null, null);
        store.deleteEntry(PASSING);
    }
}
