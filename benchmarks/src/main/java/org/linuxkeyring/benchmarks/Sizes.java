package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Enumeration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Keyrings of many entries. */
@State(Scope.Benchmark)
public class Sizes {
    static final List<Integer> ALL = List.of(10, 1_000, 100_000);

    @Param({"10", "1000", "100000"})
    public int entries;

    private KeyStore store;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        store = Stores.keyring("keyring=@s/" + entries);
    }

    /** By a keystore that has not listed them before. */
    @Benchmark
    public Enumeration<String> firstAliases() throws GeneralSecurityException, IOException {
        open();
        return store.aliases();
    }

    @Benchmark
    public Enumeration<String> aliases() throws GeneralSecurityException {
        return store.aliases();
    }

    @Benchmark
    public Key getKeyAmong() throws GeneralSecurityException {
        return store.getKey("entry-7", null);
    }
}
