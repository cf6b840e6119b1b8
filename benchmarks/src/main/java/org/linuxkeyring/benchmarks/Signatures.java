package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import org.linuxkeyring.LinuxKeyringProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Signatures by a P-256 key that is read for each of them, and by the same key in hand. */
@State(Scope.Benchmark)
public class Signatures {
    private static final byte[] MESSAGE = new byte[64];

    private PrivateKey opaque;
    private PrivateKey inHand;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        Security.addProvider(new LinuxKeyringProvider());
        opaque = (PrivateKey) Stores.keyring("keyring=@s\nkeys=opaque").getKey("p256", null);
        inHand = (PrivateKey) Stores.keyring("keyring=@s").getKey("p256", null);
    }

    @Benchmark
    public byte[] signOpaque() throws GeneralSecurityException {
        return sign(opaque);
    }

    @Benchmark
    public byte[] signInHand() throws GeneralSecurityException {
        return sign(inHand);
    }

    private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(MESSAGE);
        return signature.sign();
    }
}
