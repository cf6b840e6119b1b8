package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * What another process does to an entry among more than the sweep compares at one handshake, for each kind of entry:
 * the first handshake after it sees the change, or the sweep does in the number of handshakes that ROTATION.md states.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ChangedEntriesTest extends OnScratchKeyring {
    private static final int OTHERS = 14;
    private static final String HOST = "web.example";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int ALL = 0x3f3f0000;
    private static final int NO_READ_OR_SEARCH = 0x21210000;

    private final Backend backend;

    ChangedEntriesTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /** A kind of entry that is served. */
    private enum Kind {
        PEM,
        LARGE,
        PROTECTED,
        NESTED,
        HELD;

        String keyType() {
            return this == HELD ? "RSA" : "EC";
        }

        String type() {
            return this == LARGE ? "big_key" : "user";
        }
    }

    @BeforeEach
    void addOthers() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        for (int i = 0; i < OTHERS; i++) {
            String host = "other" + i + ".example";
            X509Certificate leaf = TestCertificates.chainFor(host, pair.getPublic())[0];
            keyStore().setKeyEntry("other" + i, pair.getPrivate(), null, new X509Certificate[] {leaf});
        }
    }

    private void assumePossible(Kind kind) {
        if (kind == Kind.HELD) {
            assumeTrue(backend == Backend.KERNEL, "memory holds no private keys");
            assumeTrue(
                    new KeyTypeProbe(scratch().keyctl()).parsesPkcs8(),
                    "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
        }
        if (kind == Kind.LARGE) {
            assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        }
    }

    /** Stores an entry for a host as another process would, with a new certificate. */
    private X509Certificate put(Kind kind, String host) throws Exception {
        KeyPair pair = kind == Kind.HELD ? TestKeys.pair("RSA") : TestKeys.fresh("EC/secp256r1");
        X509Certificate[] chain = {TestCertificates.chainFor(host, pair.getPublic())[0]};
        switch (kind) {
            case PEM -> scratch().add("user", "web", Pem.of(pair, chain));
            case LARGE -> scratch().add("big_key", "web", Pem.of(pair, chain));
            case PROTECTED -> scratch().keyStore().setKeyEntry("web", pair.getPrivate(), PASSWORD, chain);
            case NESTED -> nested().setKeyEntry("web", pair.getPrivate(), null, chain);
            default ->
                ScratchKeyring.keyStore(scratch().settings().protection(Protection.KERNEL_HELD))
                        .setKeyEntry("web", pair.getPrivate(), null, chain);
        }
        return chain[0];
    }

    private KeyStore nested() throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().keyring(scratch().serial() + "/below"));
    }

    private int serial(Kind kind) {
        return scratch().keyctl().search(scratch().serial(), bytes(kind.type()), bytes("web"), 0);
    }

    private static Optional<X509Certificate> served(X509ExtendedKeyManager manager, Kind kind, String host) {
        return Managers.served(manager, kind.keyType(), Managers.engine(host))
                .filter(certificate -> host.equals(nameOf(certificate)));
    }

    private static String nameOf(X509Certificate certificate) {
        try {
            return (String)
                    certificate.getSubjectAlternativeNames().iterator().next().get(1);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the most handshakes until the sweep has compared each entry: docs/ROTATION.md. */
    private int round() throws Exception {
        return (keyStore().size() + 1) / WatchedEntries.SWEPT + 1;
    }

    private static void passRound(X509ExtendedKeyManager manager, int handshakes) {
        for (int i = 0; i < handshakes; i++) {
            Managers.served(manager, "none", Managers.engine(null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextHandshakeServesAnAddedEntry(Kind kind) throws Exception {
        assumePossible(kind);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        assertEquals(Optional.empty(), served(manager, kind, HOST));

        X509Certificate added = put(kind, HOST);
        assertEquals(Optional.of(added), served(manager, kind, HOST));
    }

    @ParameterizedTest
    @EnumSource
    void theNextHandshakeServesAReplacedEntryOfTheSameHost(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        for (int i = 0; i < 3; i++) {
            X509Certificate renewed = put(kind, HOST);
            assertEquals(Optional.of(renewed), served(manager, kind, HOST));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEntryOfAnotherHostByNowIsServedAfterOneRoundOfTheSweep(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        served(manager, kind, HOST);

        X509Certificate renamed = put(kind, "new.example");
        passRound(manager, round());
        assertEquals(Optional.of(renamed), served(manager, kind, "new.example"));
        assertEquals(Optional.empty(), served(manager, kind, HOST));
    }

    @ParameterizedTest
    @EnumSource
    void anEntryOfAnotherHostByNowIsNotServedToTheFirst(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        served(manager, kind, HOST);

        X509Certificate renamed = put(kind, "new.example");
        assertEquals(Optional.empty(), served(manager, kind, HOST));
        assertEquals(Optional.of(renamed), served(manager, kind, "new.example"));
    }

    @ParameterizedTest
    @EnumSource
    void theNextHandshakeDoesNotServeADeletedEntry(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        served(manager, kind, HOST);

        KeyStore holder = kind == Kind.NESTED ? nested() : scratch().keyStore();
        holder.deleteEntry("web");
        assertEquals(Optional.empty(), served(manager, kind, HOST));
    }

    @ParameterizedTest
    @EnumSource
    void theNextHandshakeDoesNotServeARevokedEntryAndServesTheOneAfterIt(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        served(manager, kind, HOST);

        scratch().keyctl().revoke(serial(kind));
        assertEquals(Optional.empty(), served(manager, kind, HOST));
        X509Certificate again = put(kind, HOST);
        assertEquals(Optional.of(again), served(manager, kind, HOST));
    }

    @ParameterizedTest
    @EnumSource
    void theNextHandshakeDoesNotServeAnExpiredEntryAndServesItOnceItIsSetAgain(Kind kind) throws Exception {
        assumePossible(kind);
        put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        served(manager, kind, HOST);

        scratch().keyctl().setTimeout(serial(kind), 1);
        KeyStore other = scratch().keyStore();
        while (other.containsAlias("web")) {
            Thread.onSpinWait();
        }
        assertEquals(Optional.empty(), served(manager, kind, HOST));
        X509Certificate again = put(kind, HOST);
        assertEquals(Optional.of(again), served(manager, kind, HOST));
    }

    @ParameterizedTest
    @EnumSource
    void anEntryThatMayNotBeReadForAWhileIsServedBeforeAndAfter(Kind kind) throws Exception {
        assumePossible(kind);
        X509Certificate certificate = put(kind, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        assertEquals(Optional.of(certificate), served(manager, kind, HOST));

        int serial = serial(kind);
        scratch().keyctl().setPermissions(serial, NO_READ_OR_SEARCH);
        served(manager, kind, HOST);
        assertTrue(Managers.served(manager, "EC", Managers.engine("other3.example"))
                .isPresent());
        scratch().keyctl().setPermissions(serial, ALL);
        assertEquals(Optional.of(certificate), served(manager, kind, HOST));
    }

    @Test
    void aKeyUnderAnotherPasswordIsNotServedUntilItIsReplaced() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chainFor(HOST, pair.getPublic());
        keyStore().setKeyEntry("web", pair.getPrivate(), "another".toCharArray(), chain);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        assertEquals(Optional.empty(), served(manager, Kind.PROTECTED, HOST));

        X509Certificate replaced = put(Kind.PROTECTED, HOST);
        assertEquals(Optional.of(replaced), served(manager, Kind.PROTECTED, HOST));
    }

    @Test
    void anEntryBelowIsServedOnceTheOneThatHidItIsRevoked() throws Exception {
        X509Certificate below = put(Kind.NESTED, HOST);
        X509Certificate above = put(Kind.PEM, HOST);
        X509ExtendedKeyManager manager = Managers.keys(keyStore(), PASSWORD);
        assertEquals(Optional.of(above), served(manager, Kind.PEM, HOST));

        scratch().keyctl().revoke(serial(Kind.PEM));
        assertEquals(Optional.of(below), served(manager, Kind.PEM, HOST));
    }
}
