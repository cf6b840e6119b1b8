package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.testing.TestCertificates;

/** Two keystores on one keyring, one of which returns handles. The provider is installed, as the last. */
abstract class OnOpaqueEntries extends OnEachBackend {
    static final String ALIAS = "web";
    static final Provider OURS = new LinuxKeyringProvider();

    private KeyStore readable;
    private KeyStore opaque;

    OnOpaqueEntries(Backend backend) {
        super(backend);
    }

    @BeforeAll
    static void register() {
        Security.addProvider(OURS);
    }

    @AfterAll
    static void unregister() {
        Security.removeProvider(OURS.getName());
    }

    @BeforeEach
    void openKeyStores() throws Exception {
        readable = scratch().keyStore();
        opaque = ScratchKeyring.keyStore(scratch().settings().keys(Keys.OPAQUE));
    }

    final KeyStore readable() {
        return readable;
    }

    final KeyStore opaque() {
        return opaque;
    }

    final void store(KeyPair pair) throws Exception {
        readable.setKeyEntry(ALIAS, pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 2));
    }

    /** Returns a handle for the private key, which is stored. */
    final PrivateKey handle(KeyPair pair) throws Exception {
        store(pair);
        return assertInstanceOf(PrivateHandle.class, opaque.getKey(ALIAS, null));
    }

    /** Returns a handle for the key, which is stored. */
    final SecretKey handle(SecretKey key) throws Exception {
        readable.setKeyEntry(ALIAS, key, null, null);
        return assertInstanceOf(SecretHandle.class, opaque.getKey(ALIAS, null));
    }
}
