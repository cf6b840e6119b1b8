package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code KeyStore.getKey}, of each kind of key, from each kind of keystore. */
@State(Scope.Benchmark)
public class GetKey {
    @Param({"LINUXKEYRING", "PKCS12", "JKS", "BCFKS", "PKCS11"})
    public String store;

    @Param({"aes256", "p256", "rsa2048", "rsa4096"})
    public String alias;

    private KeyStore opened;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        opened = Stores.open(store);
    }

    @Benchmark
    public Key getKey() throws GeneralSecurityException {
        return opened.getKey(alias, Stores.password());
    }
}
