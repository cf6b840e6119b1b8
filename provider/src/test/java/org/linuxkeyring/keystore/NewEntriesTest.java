package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Passwords;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The effect of settings on the entries that a keystore makes. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class NewEntriesTest extends OnEachBackend {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

    NewEntriesTest(Backend backend) {
        super(backend);
    }

    private String onlyDescription() {
        return new String(scratch().keyctl().describe(scratch().links()[0]), StandardCharsets.UTF_8);
    }

    @Test
    void aPlainAliasIsAUserKeyOfThatDescription() throws Exception {
        scratch().keyStore().setKeyEntry("tls:server", SECRET, null, null);
        assertTrue(onlyDescription().matches("user;\\d+;-?\\d+;3f010000;tls:server"), onlyDescription());
    }

    @Test
    void thePrefixStandsBeforeTheDescription() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().prefix("shop:"));
        store.setKeyEntry("web", SECRET, null, null);
        scratch().add("user", "other", bytes("x"));
        assertTrue(onlyDescription().endsWith(";shop:web"), onlyDescription());
        assertEquals("web", store.aliases().nextElement());
        assertEquals(1, store.size());
    }

    @Test
    void permissionsAreSet() throws Exception {
        ScratchKeyring.keyStore(scratch().settings().permissions(Permissions.of("0x3f030000")))
                .setKeyEntry("web", SECRET, null, null);
        assertTrue(onlyDescription().contains(";3f030000;"), onlyDescription());
    }

    @Test
    void anEntryWithATimeoutExpires() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().set("timeout", "1"));
        store.setKeyEntry("short", SECRET, null, null);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (store.containsAlias("short")) {
            assertTrue(System.nanoTime() < deadline, "the entry lives on");
            Thread.onSpinWait();
        }
        assertFalse(store.aliases().hasMoreElements());
    }

    @Test
    void passwordsThatAreIgnoredProtectNothing() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().passwords(Passwords.IGNORE));
        store.setKeyEntry("plain", SECRET, "changeit".toCharArray(), null);
        assertEquals(SECRET, store.getKey("plain", null));
    }

    @Test
    void aPayloadThatIsJustBytesIsASecretKeyOfTheConfiguredAlgorithm() throws Exception {
        scratch().add("user", "token", bytes("s3cret"));
        assertEquals(
                new SecretKeySpec(bytes("s3cret"), "RAW"), scratch().keyStore().getKey("token", null));
        KeyStore hmac = ScratchKeyring.keyStore(scratch().settings().rawAlgorithm("HmacSHA256"));
        assertEquals(new SecretKeySpec(bytes("s3cret"), "HmacSHA256"), hmac.getKey("token", null));
    }

    @Test
    void anEcKeyAndItsChainCostLittleMoreThanTheirDer() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), 3);
        scratch().keyStore().setKeyEntry("web", PAIR.getPrivate(), null, chain);
        int der = PAIR.getPrivate().getEncoded().length;
        for (X509Certificate certificate : List.of(chain)) {
            der += certificate.getEncoded().length;
        }
        int stored = scratch().keyctl().read(scratch().links()[0], payload -> payload.remaining());
        assertTrue(stored <= der + 64, stored + " bytes for " + der);
    }

    @Test
    void aReplacedEntryIsTheSameKey() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setKeyEntry("web", SECRET, null, null);
        int serial = scratch().links()[0];
        store.setKeyEntry("web", PAIR.getPrivate(), null, TestCertificates.chain(PAIR.getPublic(), 1));
        assertEquals(List.of(serial), List.of(scratch().links()[0]));
        assertEquals(PAIR.getPrivate(), store.getKey("web", null));
    }
}
