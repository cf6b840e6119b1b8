package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.DSAPrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.XECKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.interfaces.DHKey;
import javax.crypto.interfaces.DHPrivateKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.spec.OpaqueKey;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a handle shows, and what is done with it besides operations. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class OpaqueKeyTest extends OnOpaqueEntries {
    private static final char[] PASSWORD = "correct horse".toCharArray();

    OpaqueKeyTest(Backend backend) {
        super(backend);
    }

    static Stream<String> algorithms() {
        return TestKeys.algorithms().stream();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aHandleHasTheAlgorithmAndThePublicParametersOfItsKeyAndNoEncoding(String name) throws Exception {
        PrivateKey key = TestKeys.pair(name).getPrivate();
        PrivateKey handle = handle(TestKeys.pair(name));

        assertEquals(key.getAlgorithm(), handle.getAlgorithm());
        assertNull(handle.getFormat());
        assertNull(handle.getEncoded());
        assertEquals(parameters(key), parameters(handle));
        assertFalse(
                handle instanceof RSAPrivateKey
                        || handle instanceof ECPrivateKey
                        || handle instanceof DSAPrivateKey
                        || handle instanceof DHPrivateKey
                        || handle instanceof XECPrivateKey
                        || handle instanceof EdECPrivateKey edwards
                                && edwards.getBytes().isPresent(),
                "it promises what it does not have");
    }

    /** Returns what JSSE and others ask a key for, in a form that can be compared. */
    private static Object parameters(PrivateKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus() + " "
                    + (rsa.getParams() == null ? "" : rsa.getParams().toString().replaceAll("@\\p{XDigit}+", ""));
        } else if (key instanceof ECKey ec) {
            return ec.getParams();
        } else if (key instanceof EdECKey edwards) {
            return edwards.getParams().getName();
        } else if (key instanceof XECKey montgomery) {
            return ((NamedParameterSpec) montgomery.getParams()).getName();
        } else if (key instanceof DSAKey dsa) {
            return List.of(
                    dsa.getParams().getP(),
                    dsa.getParams().getQ(),
                    dsa.getParams().getG());
        } else if (key instanceof DHKey diffieHellman) {
            return List.of(
                    diffieHellman.getParams().getP(), diffieHellman.getParams().getG());
        }
        return "none";
    }

    @Test
    void aHandleIsNotSerializable() throws Exception {
        for (Key handle :
                new Key[] {handle(TestKeys.pair("EC/secp256r1")), handle(new SecretKeySpec(new byte[16], "AES"))}) {
            ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream());
            assertThrows(NotSerializableException.class, () -> out.writeObject(handle));
        }
    }

    @Test
    void handlesOfOneKeyAreEqual() throws Exception {
        PrivateKey handle = handle(TestKeys.pair("EC/secp256r1"));
        Key again = opaque().getKey(ALIAS, null);
        assertEquals(handle, again);
        assertEquals(handle.hashCode(), again.hashCode());
        KeyStore other = ScratchKeyring.keyStore(scratch().settings().keys(Keys.OPAQUE));
        assertEquals(handle, other.getKey(ALIAS, null));
        assertNotEquals(handle, readable().getKey(ALIAS, null));
        assertNotEquals(handle, handle(TestKeys.pair("RSA")));
    }

    @Test
    void aHandleSaysWhatItIsAndNothingOfTheKey() throws Exception {
        assertEquals(
                "EC key of alias 'web', which is read for each operation",
                handle(TestKeys.pair("EC/secp256r1")).toString());
    }

    @Test
    void keyInfoTellsThatAKeyIsOpaque() throws Exception {
        KeyInfo info = KeyInfo.of(handle(TestKeys.pair("EC/secp256r1"))).orElseThrow();
        assertTrue(info.isOpaque());
        assertEquals("user", info.type());
        assertEquals(ALIAS, info.description());
        assertEquals(Set.of("Signature", "KeyAgreement"), info.uses());
        assertFalse(KeyInfo.of(opaque().getEntry(ALIAS, null).getAttributes())
                .orElseThrow()
                .isOpaque());
        assertEquals(
                Set.of("Mac"),
                KeyInfo.of(handle(new SecretKeySpec(new byte[16], "HmacSHA256")))
                        .orElseThrow()
                        .uses());
    }

    @Test
    void anEntryHasTheHandle() throws Exception {
        PrivateKey handle = handle(TestKeys.pair("EC/secp256r1"));
        KeyStore.PrivateKeyEntry entry = (KeyStore.PrivateKeyEntry) opaque().getEntry(ALIAS, null);
        assertEquals(handle, entry.getPrivateKey());
        assertArrayEquals(readable().getCertificateChain(ALIAS), entry.getCertificateChain());
        assertInstanceOf(OpaqueKey.class, entry.getPrivateKey());
    }

    @Test
    void aHandleOfAnEncryptedEntryKnowsThePasswordUntilItIsDestroyed() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        readable().setKeyEntry(ALIAS, pair.getPrivate(), PASSWORD, TestCertificates.chain(pair.getPublic(), 1));
        assertThrows(UnrecoverableKeyException.class, () -> opaque().getKey(ALIAS, null));
        char[] given = PASSWORD.clone();
        PrivateKey handle = (PrivateKey) opaque().getKey(ALIAS, given);
        Arrays.fill(given, 'x');
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(handle);
        signature.sign();

        assertFalse(handle.isDestroyed());
        handle.destroy();
        assertTrue(handle.isDestroyed());
        InvalidKeyException refused = assertThrows(InvalidKeyException.class, () -> signature.initSign(handle));
        assertTrue(refused.getMessage().contains("destroyed"), refused.getMessage());
        signature.initSign((PrivateKey) opaque().getKey(ALIAS, PASSWORD));
    }

    @Test
    void aHandleCannotBeStored() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        PrivateKey handle = handle(pair);
        Certificate[] chain = TestCertificates.chain(pair.getPublic(), 1);
        KeyStore memory = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        for (KeyStore store : new KeyStore[] {readable(), opaque(), memory}) {
            for (String alias : new String[] {ALIAS, "copy"}) {
                KeyStoreException refused =
                        assertThrows(KeyStoreException.class, () -> store.setKeyEntry(alias, handle, null, chain));
                assertTrue(refused.getMessage().contains("keys=readable"), refused.getMessage());
                assertThrows(
                        KeyStoreException.class,
                        () -> store.setEntry(alias, new KeyStore.PrivateKeyEntry(handle, chain), null));
            }
        }
        SecretKey secret = handle(new SecretKeySpec(new byte[16], "AES"));
        assertThrows(KeyStoreException.class, () -> readable().setKeyEntry("copy", secret, null, null));
        for (String type : new String[] {"PKCS12", "JKS"}) {
            KeyStore other = KeyStore.getInstance(type);
            other.load(null, null);
            assertThrows(KeyStoreException.class, () -> other.setKeyEntry("copy", handle, PASSWORD, chain));
            assertEquals(0, other.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@t", "@p", "@s", "@u"})
    void aHandleWorksInEveryThread(String special) throws Exception {
        String path = special + "/opaque-" + UUID.randomUUID();
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().keyring(path));
        KeyPair pair = TestKeys.pair("Ed25519");
        store.setKeyEntry(ALIAS, pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 1));
        try {
            PrivateKey handle = (PrivateKey)
                    ScratchKeyring.keyStore(scratch().settings().keyring(path).keys(Keys.OPAQUE))
                            .getKey(ALIAS, null);
            for (int i = 0; i < 3; i++) {
                FutureTask<byte[]> task = new FutureTask<>(() -> {
                    Signature signature = Signature.getInstance("Ed25519");
                    signature.initSign(handle);
                    return signature.sign();
                });
                new Thread(task).start();
                assertEquals(64, task.get().length);
            }
        } finally {
            store.deleteEntry(ALIAS);
            // Those of a thread and of the process end with these.
            if (special.equals("@s") || special.equals("@u")) {
                new Keyrings(scratch().keyctl()).remove(KeyringPath.of(path));
            }
        }
    }

    @Test
    void aStagedEntrysHandleWorksBeforeAndAfterTheEntryIsStored() throws Exception {
        KeyPair pair = TestKeys.pair("Ed25519");
        KeyStore staged = ScratchKeyring.keyStore(
                scratch().settings().writes(Writes.ON_STORE).keys(Keys.OPAQUE));
        staged.setKeyEntry(ALIAS, pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 1));
        PrivateKey handle = (PrivateKey) staged.getKey(ALIAS, null);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(handle);
        assertEquals(Optional.empty(), KeyInfo.of(handle));
        staged.store(null, null);
        signature.initSign(handle);
        assertEquals(64, signature.sign().length);
    }
}
