package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * Changes to a keyring with so many keys that a handshake asks for their number alone, each of which leaves that number
 * as it was: docs/ROTATION.md says which are seen at once. The clock stands still but where a test moves it.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ManyLinksTest extends OnScratchKeyring {
    private static final int OTHERS = 135;
    private static final String APPENDED = "in memory, an entry that is added goes after all others";

    /** Each goes before the first with a probability of a half or more. */
    private static final int MOST_ADDED = 40;

    private static final String HOST = "web.example";
    private static final SSLEngine HELLO = Managers.engine(HOST);

    private final Backend backend;
    private int elsewhere;
    private int gone;
    private long now = Long.MAX_VALUE - 1;

    ManyLinksTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @BeforeEach
    void addOthers() {
        assumeTrue(
                backend == Backend.MEMORY || scratch().keyctl().effectiveUser() == 0,
                "an ordinary user's quota has room for few keys beside those of other tests");
        for (int i = 0; i < OTHERS; i++) {
            scratch().add("user", other(i), bytes("x"));
        }
        elsewhere = scratch()
                .keyctl()
                .addKey(bytes("keyring"), bytes("elsewhere"), ByteBuffer.allocate(0), Keyctl.PROCESS_KEYRING);
    }

    @AfterEach
    void removeElsewhere() {
        if (elsewhere != 0) {
            scratch().keyctl().unlink(elsewhere, Keyctl.PROCESS_KEYRING);
        }
    }

    private static String other(int number) {
        return "other" + number;
    }

    /** Removes a key that has nothing to do with any host. */
    private void removeAnother() {
        scratch().keyctl().unlink(search(other(gone)), scratch().serial());
        gone++;
    }

    private int keyring(String description, int in) {
        return scratch().keyctl().addKey(bytes("keyring"), bytes(description), ByteBuffer.allocate(0), in);
    }

    private int search(String description) {
        return search("user", description);
    }

    /** Puts another keyring in the place of one below, which lives on. */
    private int exchange(String below) {
        scratch().keyctl().link(search("keyring", below), elsewhere);
        return keyring(below, scratch().serial());
    }

    private int search(String type, String description) {
        return scratch().keyctl().search(scratch().serial(), bytes(type), bytes(description), Keyctl.NO_KEY);
    }

    private X509Certificate put(String alias, String host) throws Exception {
        return put(alias, host, scratch().serial());
    }

    private X509Certificate put(String alias, String host, int keyring) throws Exception {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        X509Certificate[] chain = {TestCertificates.chainFor(host, pair.getPublic())[0]};
        ByteBuffer payload = ByteBuffer.wrap(Pem.of(pair, chain));
        scratch().keyctl().addKey(bytes("user"), bytes(alias), payload, keyring);
        return chain[0];
    }

    private X509ExtendedKeyManager manager() throws Exception {
        ServedEntries entries = ServedEntries.of(keyStore()).orElseThrow();
        return new KeyringKeyManager(new IndexedKeys(entries.linked().orElseThrow(), alias -> null, () -> now), "");
    }

    private static Optional<X509Certificate> served(X509ExtendedKeyManager manager) {
        return Managers.served(manager, "EC", HELLO);
    }

    @Test
    void theNextHandshakeServesTheKeyThatALinkPutInTheEntrysPlace() throws Exception {
        X509Certificate first = put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        assertEquals(Optional.of(first), served(manager));
        // The old key lives on, so that it can still be read by its serial.
        scratch().keyctl().link(search("web"), elsewhere);

        int inItsPlace = scratch()
                .keyctl()
                .addKey(bytes("keyring"), bytes("new"), ByteBuffer.allocate(0), Keyctl.PROCESS_KEYRING);
        X509Certificate second = put("web", HOST, inItsPlace);
        int key = scratch().keyctl().search(inItsPlace, bytes("user"), bytes("web"), Keyctl.NO_KEY);
        scratch().keyctl().link(key, scratch().serial());
        scratch().keyctl().unlink(inItsPlace, Keyctl.PROCESS_KEYRING);

        assertEquals(Optional.of(second), served(manager));
    }

    @Test
    void theNextHandshakeDoesNotServeADeletedEntryThoughAnotherCame() throws Exception {
        X509Certificate first = put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        assertEquals(Optional.of(first), served(manager));
        scratch().keyctl().link(search("web"), elsewhere);

        scratch().keyctl().unlink(search("web"), scratch().serial());
        X509Certificate second = put("renewed", HOST);
        assertEquals(Optional.of(second), served(manager));

        scratch().keyctl().unlink(search("renewed"), scratch().serial());
        scratch().add("user", "one more", bytes("x"));
        assertEquals(Optional.empty(), served(manager));
    }

    @Test
    void theNextHandshakeServesAnAddedEntryOfAHostWithoutOneThoughAnotherKeyWent() throws Exception {
        put("other host", "other.example");
        X509ExtendedKeyManager manager = manager();
        assertNotEquals(HOST, host(served(manager).orElseThrow()));

        removeAnother();
        X509Certificate added = put("web", HOST);
        assertEquals(Optional.of(added), served(manager));
    }

    private static String host(X509Certificate certificate) throws CertificateException {
        return (String)
                certificate.getSubjectAlternativeNames().iterator().next().get(1);
    }

    @Test
    void theNextHandshakeServesNothingOfAKeyringBelowInWhosePlaceAnotherCame() throws Exception {
        X509Certificate below = put("web", HOST, keyring("below", scratch().serial()));
        X509ExtendedKeyManager manager = manager();
        assertEquals(Optional.of(below), served(manager));

        int another = exchange("below");
        assertEquals(Optional.empty(), served(manager));

        X509Certificate second = put("web", HOST, another);
        assertEquals(Optional.of(second), served(manager));
    }

    @Test
    void theNextHandshakeServesTheEntryThatHidesOneBelowThoughAnotherKeyWent() throws Exception {
        X509Certificate below = put("web", HOST, keyring("below", scratch().serial()));
        X509ExtendedKeyManager manager = manager();
        assertEquals(Optional.of(below), served(manager));

        removeAnother();
        X509Certificate above = put("web", HOST);
        assertEquals(Optional.of(above), served(manager));
    }

    @Test
    void theNextHandshakeDoesNotTrustAnAuthorityOfAKeyringBelowInWhosePlaceAnotherCame() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        KeyStore keyStore = keyStore();
        keyStore.deleteEntry("root");
        ByteBuffer root = ByteBuffer.wrap(TestCertificates.root().getEncoded());
        int below = keyring("below", scratch().serial());
        scratch().keyctl().addKey(bytes("user"), bytes("root"), root, below);
        X509TrustManager manager = Managers.trust(keyStore);
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");

        exchange("below");

        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));
    }

    @Test
    void theNextHandshakeDoesNotServeARevokedEntry() throws Exception {
        put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        served(manager);

        scratch().keyctl().revoke(search("web"));
        assertEquals(Optional.empty(), served(manager));
    }

    /** Which of two goes first depends on the keyring's order: so entries are added until one goes before the first. */
    @Test
    void anEntryBesideAnotherOfItsHostIsSeenASecondLaterIfItCameWhenAnotherKeyWent() throws Exception {
        assumeTrue(backend == Backend.KERNEL, APPENDED);
        X509Certificate first = put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        for (int i = 0; i < MOST_ADDED && served(manager()).equals(Optional.of(first)); i++) {
            removeAnother();
            put("web" + i, HOST);
            assertEquals(Optional.of(first), served(manager));
        }
        now += Duration.ofSeconds(1).toNanos();
        assertEquals(served(manager()), served(manager));
        assertNotEquals(Optional.of(first), served(manager));
    }

    @Test
    void whatChangesTheNumberOfKeysIsSeenByTheNextHandshake() throws Exception {
        assumeTrue(backend == Backend.KERNEL, APPENDED);
        X509Certificate first = put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        for (int i = 0; i < MOST_ADDED && served(manager()).equals(Optional.of(first)); i++) {
            assertEquals(Optional.of(first), served(manager));
            put("web" + i, HOST);
        }
        assertNotEquals(Optional.of(first), served(manager));
        assertEquals(served(manager()), served(manager));
    }

    @Test
    void theNamesThatAreListedAreThoseOfTheKeyringThoughAnotherKeyWent() throws Exception {
        put("web", HOST);
        X509ExtendedKeyManager manager = manager();
        assertArrayEquals(new String[] {"web"}, manager.getServerAliases("EC", null));

        removeAnother();
        put("second", HOST);
        assertEquals(2, manager.getServerAliases("EC", null).length);
    }

    @Test
    void theNextHandshakeTrustsWhomTheKeyringTrustsThoughAnotherKeyCameOrWent() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        KeyStore keyStore = keyStore();
        X509TrustManager manager = Managers.trust(keyStore);
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        int root = search("root");
        scratch().keyctl().link(root == Keyctl.NO_KEY ? search("big_key", "root") : root, elsewhere);

        keyStore.deleteEntry("root");
        scratch().add("user", "one more", bytes("x"));
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(chain, "ECDHE_ECDSA"));

        removeAnother();
        keyStore.setCertificateEntry("root again", TestCertificates.root());
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
    }
}
