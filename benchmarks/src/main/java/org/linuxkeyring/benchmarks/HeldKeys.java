package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import javax.crypto.Cipher;
import org.linuxkeyring.LinuxKeyringProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The use of keys that the kernel holds. */
@State(Scope.Benchmark)
public class HeldKeys {
    static final String SETTINGS = "keyring=@s/held\nprotection=kernel-held";

    private static final int MESSAGE = 16384;

    private final byte[] message = new byte[MESSAGE];
    private Signature signature;
    private Cipher cipher;
    private Key aes;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        KeyStore store = Stores.keyring(SETTINGS);
        Provider provider = new LinuxKeyringProvider();
        signature = Signature.getInstance("SHA256withRSA", provider);
        signature.initSign((PrivateKey) store.getKey("rsa2048", null));
        cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        aes = store.getKey("aes256", null);
    }

    @Benchmark
    public byte[] signHeld() throws GeneralSecurityException {
        signature.update(message, 0, 32);
        return signature.sign();
    }

    @Benchmark
    public byte[] encryptHeld() throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        return cipher.doFinal(message);
    }
}
