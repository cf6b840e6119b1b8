package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What else is asked of a keystore on keyrings; and the bare decoding of a key, which is no keystore's. */
@State(Scope.Benchmark)
public class Questions {
    private static final KeyStore.ProtectionParameter NONE = new KeyStore.PasswordProtection(null);

    private static final byte[] USER = "user".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RSA_2048 = "rsa2048".getBytes(StandardCharsets.US_ASCII);

    private final Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
    private KeyStore store;
    private KeyFactory factory;
    private byte[] encoded;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        store = Stores.open("LINUXKEYRING");
        factory = KeyFactory.getInstance("RSA");
        encoded = Files.readAllBytes(Stores.folder().resolve("rsa2048.pkcs8"));
    }

    @Benchmark
    public Key getKeyProtected() throws GeneralSecurityException {
        return store.getKey(Entries.PROTECTED, Stores.password());
    }

    @Benchmark
    public Certificate[] getCertificateChain() throws GeneralSecurityException {
        return store.getCertificateChain("p256");
    }

    @Benchmark
    public KeyStore.Entry getEntry() throws GeneralSecurityException {
        return store.getEntry("p256", NONE);
    }

    @Benchmark
    public boolean containsAlias() throws GeneralSecurityException {
        return store.containsAlias("aes256");
    }

    @Benchmark
    public Key miss() throws GeneralSecurityException {
        return store.getKey("there-is-none", null);
    }

    @Benchmark
    public Key oneThread() throws GeneralSecurityException {
        return store.getKey("aes256", null);
    }

    @Benchmark
    @Threads(2)
    public Key twoThreads() throws GeneralSecurityException {
        return store.getKey("aes256", null);
    }

    @Benchmark
    public Key decodeOnly() throws GeneralSecurityException {
        return factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /**
     * The calls of {@code getKey} and a decoding, with no keystore between them: what it takes to make them in turn.
     */
    @Benchmark
    public Key callsAndDecode() throws GeneralSecurityException {
        int serial = keyctl.requestKey(USER, RSA_2048, null, Keyctl.NO_KEY);
        if (keyctl.read(serial, ByteBuffer::remaining) == 0) {
            throw new IllegalStateException("the entry is empty");
        }
        return decodeOnly();
    }
}
