package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.fixture.Quota;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * What another process puts in the place of something that is none of the entries that a manager goes by, and the other
 * way round, among more than the sweep compares at one handshake.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ChangedKindsTest extends OnScratchKeyring {
    private static final int OTHERS = 14;
    private static final String HOST = "web.example";
    private static final byte[] MALFORMED = bytes("-----BEGIN CERTIFICATE-----\nAA\n");

    ChangedKindsTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void addOthers() throws Exception {
        for (int i = 0; i < OTHERS; i++) {
            put("other" + i, "other" + i + ".example");
        }
    }

    private X509Certificate put(String alias, String host) throws Exception {
        return put(alias, host, scratch().serial());
    }

    private X509Certificate put(String alias, String host, int keyring) throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        X509Certificate[] chain = {TestCertificates.chainFor(host, pair.getPublic())[0]};
        byte[] payload = Pem.of(pair, chain);
        Quota.await(() -> scratch().keyctl().addKey(bytes("user"), bytes(alias), ByteBuffer.wrap(payload), keyring));
        return chain[0];
    }

    /** Returns a keyring below, of which an entry is hidden by one of the same alias above. */
    private int below() {
        return scratch().add("keyring", "below", new byte[0]);
    }

    private void revoke(String alias) {
        int key = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes(alias), Keyctl.NO_KEY);
        scratch().keyctl().revoke(key);
    }

    private static Optional<X509Certificate> served(X509ExtendedKeyManager manager) throws Exception {
        Optional<X509Certificate> served = Managers.served(manager, "EC", Managers.engine(HOST));
        return served.isPresent()
                        && served.get().getSubjectAlternativeNames().toString().contains(HOST)
                ? served
                : Optional.empty();
    }

    /** Returns the most handshakes until the sweep has compared each entry: docs/ROTATION.md. */
    private int round() throws Exception {
        return keyStore().size() / WatchedEntries.SWEPT + 1;
    }

    /** What is no private key when it is indexed. */
    private enum Other {
        SECRET,
        CERTIFICATE,
        MALFORMED;
    }

    @ParameterizedTest
    @EnumSource
    void whatBecomesAPrivateKeyIsServedAfterOneRoundOfTheSweep(Other other) throws Exception {
        switch (other) {
            case SECRET -> keyStore().setKeyEntry("web", new SecretKeySpec(new byte[16], "AES"), null, null);
            case CERTIFICATE -> keyStore().setCertificateEntry("web", TestCertificates.root());
            default -> scratch().add("user", "web", MALFORMED);
        }
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        served(manager);

        X509Certificate certificate = put("web", HOST);
        for (int i = 0; i < round(); i++) {
            Managers.served(manager, "none", Managers.engine(null));
        }
        assertEquals(Optional.of(certificate), served(manager));
    }

    @ParameterizedTest
    @EnumSource
    void whatBecomesNoPrivateKeyIsNotServed(Other other) throws Exception {
        put("web", HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        served(manager);
        switch (other) {
            case SECRET -> scratch().add("user", "web", new byte[16]);
            case CERTIFICATE ->
                scratch().add("user", "web", TestCertificates.root().getEncoded());
            default -> scratch().add("user", "web", MALFORMED);
        }

        assertEquals(Optional.empty(), served(manager));
    }

    @Test
    void anEntryBelowOneThatDiedIsServedThoughTheListingAfterTheDeathFailed() throws Exception {
        X509Certificate hidden = put("web", HOST, below());
        put("web", "above.example");
        LinkedEntries entries =
                spy(ServedEntries.of(keyStore()).orElseThrow().linked().orElseThrow());
        X509ExtendedKeyManager manager =
                new KeyringKeyManager(new IndexedKeys(entries, alias -> null, System::nanoTime), "");
        doThrow(new RefusedCall("KEYCTL_READ", Errno.ENOMEM.number(), "a keyring"))
                .doCallRealMethod()
                .when(entries)
                .list(any());

        revoke("web");
        SSLEngine above = Managers.engine("above.example");
        assertThrows(KeyringException.class, () -> Managers.served(manager, "EC", above));
        assertEquals(Optional.of(hidden), served(manager));
    }

    @Test
    void anEntryBelowACertificateIsServedOnceThatIsRevokedThoughAnotherKeyCame() throws Exception {
        X509Certificate hidden = put("web", HOST, below());
        scratch().add("user", "web", TestCertificates.root().getEncoded());
        X509ExtendedKeyManager manager = Managers.keys(keyStore());
        assertEquals(Optional.empty(), served(manager));

        revoke("web");
        scratch().add("user", "one more", bytes("x"));
        assertEquals(Optional.of(hidden), served(manager));
    }

    /** Returns the serial of the root's key, whose type depends on the kernel. */
    private int root() {
        int user = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("root"), Keyctl.NO_KEY);
        return user != Keyctl.NO_KEY
                ? user
                : scratch().keyctl().search(scratch().serial(), bytes("big_key"), bytes("root"), Keyctl.NO_KEY);
    }

    /** The authorities are as many as the key entries, so that the sweep does not compare all of them at once. */
    @Test
    void anAuthorityIsTrustedAsItIsNow() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        X509ExtendedTrustManager manager = Managers.trust(keyStore());
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        int root = root();

        byte[] stranger = TestCertificates.selfSigned("stranger").getEncoded();
        scratch().keyctl().update(root, ByteBuffer.wrap(stranger));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
        scratch().keyctl().update(root, ByteBuffer.wrap(TestCertificates.root().getEncoded()));
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        scratch().keyctl().revoke(root);
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
    }

    @Test
    void theAuthoritiesThatAreListedAreThoseOfOneRoundAgo() throws Exception {
        X509ExtendedTrustManager manager = Managers.trust(keyStore());
        int root = root();
        X509Certificate stranger = TestCertificates.selfSigned("stranger");
        scratch().keyctl().update(root, ByteBuffer.wrap(stranger.getEncoded()));
        for (int i = 0; i < round(); i++) {
            manager.getAcceptedIssuers();
        }

        assertTrue(List.of(manager.getAcceptedIssuers()).contains(stranger));
    }
}
