package org.linuxkeyring.tls;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Gives each test a keyring with a trusted root, of the backend that the subclass names. */
public abstract class OnScratchKeyring {
    private final Backend backend;
    private ScratchKeyring scratch;
    private KeyStore keyStore;

    protected OnScratchKeyring(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() throws Exception {
        scratch = ScratchKeyring.of(backend);
        keyStore = scratch.keyStore();
        keyStore.setCertificateEntry("root", TestCertificates.root());
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            scratch.close();
        }
    }

    protected final ScratchKeyring scratch() {
        return scratch;
    }

    protected final KeyStore keyStore() {
        return keyStore;
    }

    /** Stores a new key with a new certificate. */
    protected static X509Certificate renew(KeyStore keyStore, String alias) throws Exception {
        return renew(keyStore, alias, "EC/secp256r1");
    }

    protected static X509Certificate renew(KeyStore keyStore, String alias, String algorithm) throws Exception {
        KeyPair pair = algorithm.equals("RSA") ? TestKeys.pair(algorithm) : TestKeys.fresh(algorithm);
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        keyStore.setKeyEntry(alias, pair.getPrivate(), null, chain);
        return chain[0];
    }
}
