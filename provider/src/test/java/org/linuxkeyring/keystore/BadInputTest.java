package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * Bad input is refused with the declared exception, which says what failed, why and what to do, and changes nothing.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class BadInputTest extends OnEachBackend {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");

    private KeyStore store;

    BadInputTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openStore() throws Exception {
        store = scratch().keyStore();
    }

    private static SecretKeySpec secret(int length) {
        byte[] bytes = new byte[length];
        bytes[0] = 1;
        return new SecretKeySpec(bytes, "AES");
    }

    private <T extends Exception> void assertRefused(Class<T> declared, Executable call, String... saying) {
        int[] before = scratch().links();
        String message = assertThrows(declared, call).getMessage();
        for (String part : saying) {
            assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
        }
        assertArrayEquals(before, scratch().links());
    }

    @Test
    void anAliasOverTheKernelsLimitIsRefused() throws Exception {
        String longest = "x".repeat(4095);
        store.setKeyEntry(longest, secret(16), null, null);
        assertTrue(store.isKeyEntry(longest));
        String tooLong = "x".repeat(4096);
        assertRefused(
                KeyStoreException.class,
                () -> store.setKeyEntry(tooLong, secret(16), null, null),
                "4096 bytes",
                "at most 4095",
                "shorter alias");
        assertFalse(store.containsAlias(tooLong));
        assertNull(store.getKey(tooLong, null));
        store.deleteEntry(tooLong);
    }

    @Test
    void aPayloadOverTheTypesLimitIsRefused() throws Exception {
        KeyStore ofUserKeys = ScratchKeyring.keyStore(scratch().settings().type(EntryType.USER));
        assertRefused(
                KeyStoreException.class,
                () -> ofUserKeys.setKeyEntry("big", secret(32_768), null, null),
                "alias 'big'",
                "at most 32767");
    }

    @Test
    void aTypeThatCannotBeReadBackIsRefused() {
        assertRefused(
                KeyStoreException.class,
                () -> store.setKeyEntry("%logon:app:token", secret(16), null, null),
                "%logon:app:token",
                "could not be read back");
    }

    @Test
    void aKeyOfATypeThatCannotBeReadIsASecretKeyWithoutAnEncoding() throws Exception {
        scratch().add("logon", "app:token", bytes("secret"));
        assertEquals("%logon:app:token", store.aliases().nextElement());
        assertTrue(store.entryInstanceOf("%logon:app:token", KeyStore.SecretKeyEntry.class));
        assertNull(store.getKey("%logon:app:token", null).getEncoded());
        assertNull(store.getCertificate("%logon:app:token"));
        assertNull(store.getCertificateChain("%logon:app:token"));
        assertNull(store.getCreationDate("%logon:app:token"));
    }

    @Test
    void aDamagedDateCostsAnEntryItsDateAlone() throws Exception {
        store.setKeyEntry("dated", secret(16), null, null);
        byte[] payload = scratch().keyctl().read(scratch().links()[0], stored -> {
            byte[] copy = new byte[stored.remaining()];
            stored.get(copy);
            return copy;
        });
        payload[payload.length - 1] = 'z';
        scratch().add("user", "dated", payload);
        assertNull(store.getCreationDate("dated"));
        assertEquals(secret(16), store.getKey("dated", null));
        assertTrue(store.getEntry("dated", null) instanceof KeyStore.SecretKeyEntry);
    }

    @Test
    void aMalformedEntryIsNoneToAListingAndTellsWhoAsksForIt() throws Exception {
        X509Certificate certificate = TestCertificates.root();
        scratch().add("user", "broken", Arrays.copyOf(PAIR.getPrivate().getEncoded(), 50));
        store.setCertificateEntry("whole", certificate);
        assertFalse(store.isKeyEntry("broken"));
        assertFalse(store.isCertificateEntry("broken"));
        assertFalse(store.entryInstanceOf("broken", KeyStore.PrivateKeyEntry.class));
        assertNull(store.getCreationDate("broken"));
        assertEquals("whole", store.getCertificateAlias(certificate));
        assertNull(store.getCertificate("broken"));
        assertRefused(UnrecoverableKeyException.class, () -> store.getKey("broken", null), "'broken'", "offset 50");
    }

    @Test
    void aPayloadThatBreaksOffIsMalformedWhereverItDoes() throws Exception {
        PrivateKey key = PAIR.getPrivate();
        store.setKeyEntry("whole", key, null, TestCertificates.chain(PAIR.getPublic(), 2));
        byte[] whole = scratch().keyctl().read(scratch().links()[0], payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        });
        int malformed = 0;
        for (int length = 8; length < whole.length; length++) {
            scratch().add("user", "broken", Arrays.copyOf(whole, length));
            try {
                assertEquals(key, store.getKey("broken", null));
            } catch (UnrecoverableKeyException e) {
                assertTrue(
                        e.getMessage().contains("'broken'") && e.getMessage().matches("(?s).*\\b(offset|byte) \\d+.*"),
                        e.getMessage());
                malformed++;
            }
        }
        // These are whole: the key alone, the key and one certificate, the key and both.
        assertEquals(whole.length - 8 - 3, malformed);
    }

    @Test
    void pemWithAWrongPasswordIsUnrecoverable() throws Exception {
        store.setKeyEntry("web", PAIR.getPrivate(), "right".toCharArray(), TestCertificates.chain(PAIR.getPublic(), 1));
        byte[] der = scratch().keyctl().read(scratch().links()[0], payload -> {
            int length = 4 + (payload.get(2) & 0xff) * 256 + (payload.get(3) & 0xff);
            byte[] copy = new byte[(payload.get(1) & 0xff) == 0x82 ? length : 3 + (payload.get(2) & 0xff)];
            payload.get(copy);
            return copy;
        });
        String pem = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, bytes("\n")).encodeToString(der)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
        scratch().add("user", "pem", bytes(pem));
        assertEquals(PAIR.getPrivate(), store.getKey("pem", "right".toCharArray()));
        assertRefused(
                UnrecoverableKeyException.class, () -> store.getKey("pem", "wrong".toCharArray()), "'pem'", "password");
        assertRefused(UnrecoverableKeyException.class, () -> store.getKey("pem", null), "'pem'", "password");
    }

    @Test
    void aPkcs12FileGivenAsStreamIsRefusedWithTheWayToImportIt() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        pkcs12.setCertificateEntry("ca", TestCertificates.root());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        pkcs12.store(file, "changeit".toCharArray());
        KeyStore other = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        assertRefused(
                IOException.class,
                () -> other.load(new ByteArrayInputStream(file.toByteArray()), "changeit".toCharArray()),
                "no reference to a keyring",
                "keytool -importkeystore");
    }

    @Test
    void anUnknownSettingInAStreamIsNamed() throws Exception {
        KeyStore other = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        assertRefused(
                IOException.class,
                () -> other.load(new ByteArrayInputStream(bytes("keyrng=@u")), null),
                "keyrng",
                "keyring");
    }

    @Test
    void aKeyringThatDoesNotExistIsNamed() {
        KeyringLoadStoreParameter.Builder missing =
                scratch().settings().keyring(scratch().serial() + "/nowhere").create(false);
        assertRefused(
                IOException.class, () -> ScratchKeyring.keyStore(missing), "/nowhere does not exist", "create=true");
    }

    @Test
    void aCertificateDoesNotReplaceAKey() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), 1);
        store.setKeyEntry("web", PAIR.getPrivate(), null, chain);
        assertRefused(
                KeyStoreException.class, () -> store.setCertificateEntry("web", chain[0]), "'web'", "Delete it first");
        assertTrue(store.isKeyEntry("web"));
    }

    @Test
    void aRevokedKeyIsNoEntryAndTellsItWhenAskedFor() throws Exception {
        int key = scratch().add("user", "gone", bytes("x"));
        scratch().keyctl().revoke(key);
        assertFalse(store.containsAlias("gone"));
        assertFalse(store.isKeyEntry("gone"));
        assertEquals(0, store.size());
        assertRefused(UnrecoverableKeyException.class, () -> store.getKey("gone", null), "'gone'", "EKEYREVOKED");
    }
}
