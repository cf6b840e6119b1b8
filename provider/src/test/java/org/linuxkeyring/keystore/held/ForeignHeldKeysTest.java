package org.linuxkeyring.keystore.held;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Kernel-held keys that other tools have stored, and entries that name the key of another. */
@Tag("kernel")
class ForeignHeldKeysTest extends OnKernelHeldEntries {
    @Test
    void aPrivateKeyAndCertificatesOfOtherToolsAreTheSameKindOfEntry() throws Exception {
        scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        assertEquals(List.of("web"), Collections.list(store.aliases()));
        assertTrue(store.entryInstanceOf("web", PrivateKeyEntry.class));
        assertArrayEquals(CHAIN, store.getCertificateChain("web"));
        assertSigns(key("web"), CHAIN[0]);
    }

    /** The key belongs to that tool, and may serve another purpose there. */
    @Test
    void aPrivateKeyOfAnotherToolIsLeftWhereItIsWhenItsEntryIsDeleted() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        store.deleteEntry("web");

        assertEquals(List.of("%asymmetric:web"), Collections.list(store.aliases()));
        assertArrayEquals(new int[] {serial}, scratch().links());
        assertEquals("perm", scratch().keyctl().timeLeft(serial));
    }

    @Test
    void aPrivateKeyOfAnotherToolIsListedAndLeftAloneOnceTheEntryHasAnother() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));
        KeyPair next = TestKeys.fresh("RSA");
        X509Certificate[] chain = TestCertificates.chain(next.getPublic(), 1);

        store.setKeyEntry("web", next.getPrivate(), null, chain);

        assertSigns(key("web"), chain[0]);
        assertEquals(Set.of("web", "%asymmetric:web"), Set.copyOf(Collections.list(store.aliases())));
        assertEquals("perm", scratch().keyctl().timeLeft(serial));
    }

    @Test
    void aPrivateKeyOfAnotherToolInAnotherKeyringIsNotThatOfTheCertificates() throws Exception {
        int below = scratch().add("keyring", "below", new byte[0]);
        scratch()
                .keyctl()
                .addKey(
                        bytes("asymmetric"),
                        bytes("web"),
                        ByteBuffer.wrap(PAIR.getPrivate().getEncoded()),
                        below);
        scratch().add("user", "web", pem(CHAIN));

        assertTrue(store.isCertificateEntry("web"));
        assertNull(store.getKey("web", null));
    }

    private void forge(String alias, int held) throws Exception {
        String name = new String(scratch().keyctl().describe(held)).replaceFirst("([^;]*;){4}", "");
        scratch()
                .add(
                        "user",
                        alias,
                        Entries.bytes(EntryEncoder.heldPrivateKey(
                                CHAIN,
                                Instant.EPOCH,
                                Set.of(new HeldKeyNote(Description.of(name), Optional.empty())))));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherSignsNothingAndIsDeletedAlone() throws Exception {
        int victims = serialOf((PrivateKey) setRsa().getKey("web", null));
        forge("bait", victims);

        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("bait", null));
        assertTrue(refused.getMessage().contains("is none of its own"), refused.getMessage());
        assertArrayEquals(CHAIN, store.getCertificateChain("bait"));
        store.setKeyEntry("bait", PAIR.getPrivate(), null, CHAIN);
        store.deleteEntry("bait");

        assertEquals(victims, serialOf(key("web")));
        assertEquals("perm", scratch().keyctl().timeLeft(victims));
        assertSigns(key("web"), CHAIN[0]);
    }

    @Test
    void certificatesNamedLikeTheKeyOfAnotherEntryHaveNoKey() throws Exception {
        int victims = serialOf((PrivateKey) setRsa().getKey("web", null));
        String name = new String(scratch().keyctl().describe(victims)).replaceFirst("([^;]*;){4}", "");
        scratch().add("user", name, pem(CHAIN));

        assertTrue(store.isCertificateEntry(name));
        assertNull(store.getKey(name, null));
        store.deleteEntry(name);
        assertSigns(key("web"), CHAIN[0]);
    }

    /** The kernel takes such a name for a part of a certificate's identifier, whatever the description of the key. */
    @Test
    void certificatesNamedLikeTheIdentifierOfAKeyHaveNoKey() throws Exception {
        setRsa();
        scratch().add("user", "id:00", pem(CHAIN));

        assertTrue(store.isCertificateEntry("id:00"));
    }

    @Test
    void entriesOfOneNameInThreeKeyringsSignOnWhenOneIsReplacedAndDeleted() throws Exception {
        KeyStore[] stores = new KeyStore[3];
        for (int i = 0; i < 3; i++) {
            int keyring = scratch().add("keyring", "k" + i, new byte[0]);
            stores[i] = ScratchKeyring.keyStore(
                    scratch().settings().keyring(Integer.toString(keyring)).protection(Protection.KERNEL_HELD));
            stores[i].setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        }
        setRsa();

        setRsa();
        assertThrows(KeyStoreException.class, () -> store.deleteEntry("web"));
        stores[1].setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        stores[1].deleteEntry("web");

        assertEquals(List.of("web"), Collections.list(store.aliases()));
        for (int i = 0; i < 3; i += 2) {
            PrivateKey key = (PrivateKey) stores[i].getKey("web", null);
            assertSigns(key, CHAIN[0]);
            assertEquals("perm", scratch().keyctl().timeLeft(serialOf(key)));
        }
    }

    @Test
    void aPrivateKeyOfAnotherToolWithoutCertificatesSaysWhatItNeeds() throws Exception {
        scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());

        assertEquals(List.of("%asymmetric:web"), Collections.list(store.aliases()));
        assertFalse(store.isKeyEntry("%asymmetric:web"));
        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("%asymmetric:web", null));
        assertTrue(refused.getMessage().contains("keyctl padd user"), refused.getMessage());
    }

    @Test
    void certificatesAloneAreNoKeyEntry() throws Exception {
        scratch().add("user", "web", pem(CHAIN));

        assertTrue(store.isCertificateEntry("web"));
        assertNull(store.getKey("web", null));
    }

    @Test
    void aRenewedCertificateOfAKeyFromAnotherToolKeepsThatKey() throws Exception {
        int serial = scratch().add("asymmetric", "web", PAIR.getPrivate().getEncoded());
        scratch().add("user", "web", pem(CHAIN));

        store.setKeyEntry("web", key("web"), null, TestCertificates.chain(PAIR.getPublic(), 1));

        assertEquals(serial, serialOf(key("web")));
        assertSigns(key("web"), CHAIN[0]);
    }

    @Test
    void aSecretKeyOfAnotherToolIsUsedByItsTypedAlias() throws Exception {
        setSecret("probe", HMAC);
        scratch().add("logon", "app:token", AES.getEncoded());
        KeyStore named = ScratchKeyring.keyStore(scratch().settings().rawAlgorithm("AES"));

        assertTrue(Collections.list(named.aliases()).contains("%logon:app:token"));
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", OURS);
        cipher.init(Cipher.ENCRYPT_MODE, named.getKey("%logon:app:token", null));
        assertNotEquals(0, cipher.doFinal(MESSAGE).length);
    }

    private static byte[] pem(Certificate... certificates) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return bytes(text.toString());
    }
}
