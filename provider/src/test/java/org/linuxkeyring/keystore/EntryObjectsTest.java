package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The Java objects that stand for an entry, and the reasons why there is none. */
class EntryObjectsTest {
    private static StoredEntry bundle(byte[]... parts) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bundle.writeBytes(part);
        }
        return StoredEntry.parse(ByteBuffer.wrap(bundle.toByteArray()), "RAW");
    }

    private static byte[] rsaKey() {
        return TestKeys.pair("RSA").getPrivate().getEncoded();
    }

    @Test
    void keyAndCertificateOfDifferentAlgorithmsAreUnrecoverableAsKeyStoreDeclares() throws Exception {
        try (StoredEntry entry =
                bundle(rsaKey(), TestCertificates.selfSigned("of an EC key").getEncoded())) {
            Exception e = assertThrows(
                    UnrecoverableEntryException.class, () -> EntryObjects.of(entry, entry::key, Set.of(), null));

            assertTrue(e.getMessage().contains("the key is RSA, the certificate's is EC"), e.getMessage());
            assertEquals(
                    Optional.of(e.getMessage()),
                    EntryObjects.fault(entry, entry::key).map(Exception::getMessage));
        }
    }

    /** Such an entry has a key, for getKey, and no PrivateKeyEntry. */
    @Test
    void aPrivateKeyWithoutACertificateIsNoFault() {
        try (StoredEntry entry = bundle(rsaKey())) {
            assertEquals(Optional.empty(), EntryObjects.fault(entry, entry::key));
        }
    }

    @Test
    void aKeyThatCannotBeOpenedIsAFaultWithOrWithoutCertificates() throws Exception {
        UnrecoverableKeyException refusal = new UnrecoverableKeyException("gone");
        Certificate[] chain = TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1);
        try (StoredEntry bare = bundle(rsaKey());
                StoredEntry certified = bundle(rsaKey(), chain[0].getEncoded())) {
            for (StoredEntry entry : new StoredEntry[] {bare, certified}) {
                assertEquals(Optional.of(refusal), EntryObjects.fault(entry, none -> {
                    throw refusal;
                }));
            }
        }
    }

    /** No password is at hand to open the key, so the key is left as it is. */
    @Test
    void anEncryptedKeyIsAFaultOnlyIfItsEncryptionIsNotKnown() throws Exception {
        Certificate[] chain = TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1);
        byte[] known = Entries.bytes(EntryEncoder.privateKey(
                TestKeys.pair("RSA").getPrivate(), "changeit".toCharArray(), chain, Instant.EPOCH, Set.of()));
        assertTrue(faultOfEncrypted(known).isEmpty());

        // The identifier of PBES2 (RFC 8018, appendix A.4) becomes one that means nothing.
        String pbes2 = "06092a864886f70d01050d";
        byte[] unknown =
                HexFormat.of().parseHex(HexFormat.of().formatHex(known).replaceFirst(pbes2, "06092a864886f70d010563"));
        assertTrue(faultOfEncrypted(unknown).isPresent());
    }

    private static Optional<Exception> faultOfEncrypted(byte[] payload) {
        try (StoredEntry entry = bundle(payload)) {
            return EntryObjects.fault(entry, none -> {
                throw new UnrecoverableKeyException("opened without a password");
            });
        }
    }

    @Test
    void aHeldPrivateKeyIsRsaWithACertificateOfRsa() throws Exception {
        KernelKey key = new KernelKey(mock(Keyctl.class), 77);
        Certificate[] chain = TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 1);
        try (StoredEntry rsa = bundle(rsaKey(), chain[0].getEncoded());
                StoredEntry ec =
                        bundle(rsaKey(), TestCertificates.selfSigned("EC").getEncoded());
                StoredEntry none = bundle(rsaKey())) {
            HeldKey held = EntryObjects.heldKey(key, rsa, new EntryName("web", "@u"));
            assertEquals(((RSAPublicKey) chain[0].getPublicKey()).getModulus(), ((RSAKey) held).getModulus());
            assertTrue(refusal(key, ec).contains("an RSA certificate first, which is EC. "), refusal(key, ec));
            assertTrue(refusal(key, none).contains("an RSA certificate first, which is none. "), refusal(key, none));
        }
    }

    private static String refusal(KernelKey key, StoredEntry entry) {
        return assertThrows(
                        UnrecoverableKeyException.class,
                        () -> EntryObjects.heldKey(key, entry, new EntryName("web", "@u")))
                .getMessage();
    }

    @Test
    void aRefusalThatNamesTheEntryIsToldAsItIs() {
        KeyctlException refused = new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "key 77");
        String told = EntryObjects.unrecoverable("web", refused).getMessage();
        assertEquals("The key of alias 'web' cannot be recovered: " + refused.getMessage(), told);

        KeyctlException named = refused.about("alias 'web'");
        assertEquals(
                named.getMessage(), EntryObjects.unrecoverable("web", named).getMessage());
    }
}
