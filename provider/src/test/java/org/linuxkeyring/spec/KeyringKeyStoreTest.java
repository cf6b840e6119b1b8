package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.mockito.Mockito;

@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyringKeyStoreTest extends OnEachBackend {
    private static final SecretKeyEntry SECRET =
            new SecretKeyEntry(new SecretKeySpec(bytes("0123456789abcdef"), "AES"));

    KeyringKeyStoreTest(Backend backend) {
        super(backend);
    }

    @Test
    void itIsTheKeystoreItself() throws Exception {
        KeyStore store = scratch().keyStore();
        KeyringKeyStore keyring = KeyringKeyStore.of(store);
        keyring.setEntries(Map.of("one", SECRET, "two", SECRET), null);
        assertEquals(2, store.size());
        assertEquals(SECRET.getSecretKey(), store.getKey("two", null));

        Instant before = Instant.now();
        keyring.setTimeout("one", Duration.ofMinutes(10));
        Instant end = keyring.info("one").flatMap(KeyInfo::expiry).orElseThrow();
        assertTrue(end.isAfter(before.plusSeconds(480)), end::toString);
        assertFalse(end.isAfter(Instant.now().plusSeconds(600)), end::toString);
        keyring.setTimeout("one", Duration.ZERO);
        assertEquals(Optional.empty(), keyring.info("one").flatMap(KeyInfo::expiry));
    }

    @Test
    void itGoesOnAfterTheKeystoreIsLoadedAnew() throws Exception {
        KeyStore store = scratch().keyStore();
        KeyringKeyStore keyring = KeyringKeyStore.of(store);
        store.load(scratch().settings().prefix("shop:").build());
        keyring.setEntries(Map.of("one", SECRET), null);
        assertTrue(scratch().keyStore().containsAlias("shop:one"));
    }

    @Test
    void theSpellingOfTheTypeDoesNotMatter() throws Exception {
        KeyStore store = KeyStore.getInstance("LinuxKeyring", new LinuxKeyringProvider());
        store.load(scratch().settings().build());
        KeyringKeyStore.of(store).setEntries(Map.of("one", SECRET), null);
        assertTrue(store.containsAlias("one"));
    }

    @Test
    void whereEntriesAreIsTold() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setEntry("one", SECRET, null);
        KeyringKeyStore keyring = KeyringKeyStore.of(store);
        List<ListedKey> roots = keyring.keyrings();
        assertEquals(
                List.of(scratch().serial()),
                roots.stream().map(ListedKey::serial).toList());
        ListedKey root = roots.get(0);
        assertTrue(root.mayBeKeyring());
        assertEquals(Optional.empty(), root.entry());
        ListedKey key = root.links().get(0);
        ListedKey.Entry entry = key.entry().orElseThrow();
        assertEquals("one", entry.alias());
        assertEquals(key.serial(), entry.serial());
        assertEquals(root.serial(), entry.keyring());
        KeyInfo info = keyring.info("one").orElseThrow();
        assertEquals(key.serial(), info.serial());
        assertEquals(Optional.of(info.permissions()), key.permissions());
        assertEquals(Optional.of(info.description()), key.description());
        assertEquals("user", info.type());
        assertEquals(Set.of(), info.uses());
        assertFalse(key.mayBeKeyring());
        assertEquals(Optional.empty(), key.remark());
    }

    @Test
    void aKeyThatMayNotBeViewedMayBeAKeyring() throws Exception {
        scratch().add("keyring", "below", new byte[0]);
        scratch().keyctl().setPermissions(scratch().add("user", "hidden", bytes("secret")), 0x3e000000);
        KeyringKeyStore keyring = KeyringKeyStore.of(scratch().keyStore());

        List<ListedKey> links = keyring.keyrings().get(0).links();
        assertEquals(
                List.of(true, true), links.stream().map(ListedKey::mayBeKeyring).toList());
        assertEquals(
                List.of(Optional.of("below"), Optional.empty()),
                links.stream().map(ListedKey::description).toList());
        assertEquals(
                List.of(false, true),
                links.stream().map(link -> link.remark().isPresent()).toList());
    }

    @Test
    void whatCannotBeUsedIsTold() throws Exception {
        KeyringKeyStore keyring = KeyringKeyStore.of(scratch().keyStore());
        scratch().add("user", "bad", new byte[] {0x30, 0x03, 0x02, 0x01});
        assertTrue(keyring.fault("bad").isPresent());
        assertEquals(Optional.empty(), keyring.fault("none"));
        assertEquals(Optional.empty(), keyring.info("none"));

        ByteArrayOutputStream mixed = new ByteArrayOutputStream();
        mixed.writeBytes(TestKeys.pair("RSA").getPrivate().getEncoded());
        mixed.writeBytes(TestCertificates.selfSigned("of an EC key").getEncoded());
        scratch().add("user", "mixed", mixed.toByteArray());
        assertTrue(keyring.fault("mixed").orElseThrow().contains("the certificate's is EC"));
    }

    /** The kernel still shows a key whose entry notes an end that has passed. */
    @Test
    void anEntryThatHasEndedByItsNoteIsNamed() throws Exception {
        Set<KeyStore.Entry.Attribute> ended = Set.of(new ExpiryNote(Instant.EPOCH));
        scratch()
                .add(
                        "user",
                        "past",
                        Entries.bytes(
                                EntryEncoder.certificate(TestCertificates.selfSigned("past"), Instant.EPOCH, ended)));

        String fault = KeyringKeyStore.of(scratch().keyStore()).fault("past").orElseThrow();
        assertTrue(fault.contains("alias 'past'") && fault.contains("EKEYEXPIRED"), fault);
    }

    @Test
    void aCertificateReplacesOnlyACertificate() throws Exception {
        KeyStore store = scratch().keyStore();
        scratch().add("user", "bad", new byte[] {0x30, 0x03, 0x02, 0x01});
        store.setEntry("one", SECRET, null);
        int[] before = scratch().links();
        for (String alias : List.of("bad", "one")) {
            assertCertificateRefused(alias, "there is an entry that is no trusted certificate");
        }
        assertArrayEquals(before, scratch().links());
        assertEquals(SECRET.getSecretKey(), store.getKey("one", null));
    }

    @Test
    void anEntryThatMayNotBeSearchedForIsNotReplacedByACertificate() throws Exception {
        scratch().keyctl().setPermissions(scratch().add("user", "closed", bytes("secret")), 0x25010000);
        assertCertificateRefused("closed", "EACCES");
    }

    private void assertCertificateRefused(String alias, String reason) throws Exception {
        KeyStore store = scratch().keyStore();
        String told = assertThrows(
                        KeyStoreException.class,
                        () -> store.setCertificateEntry(alias, TestCertificates.selfSigned("new")))
                .getMessage();
        assertTrue(told.contains("'" + alias + "'") && told.contains(reason), told);
    }

    @Test
    void aTimeoutThatTheKernelCannotCountIsRefused() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setEntry("one", SECRET, null);
        KeyringKeyStore keyring = KeyringKeyStore.of(store);
        for (Duration timeout :
                List.of(Duration.ofMillis(1500), Duration.ofSeconds(-1), Duration.ofSeconds(1L + Integer.MAX_VALUE))) {
            assertThrows(IllegalArgumentException.class, () -> keyring.setTimeout("one", timeout));
        }
        assertThrows(KeyStoreException.class, () -> keyring.setTimeout("none", Duration.ofMinutes(1)));
    }

    @Test
    void oneThatIsNotLoadedIsRefusedAsByKeyStoresOwnMethods() throws Exception {
        KeyStore unloaded = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        assertThrows(KeyStoreException.class, () -> KeyringKeyStore.of(unloaded));
    }

    @Test
    void anotherProvidersKeystoreIsRefusedAndNotAsked() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        String message = assertThrows(IllegalArgumentException.class, () -> KeyringKeyStore.of(pkcs12))
                .getMessage();
        assertTrue(message.contains("type PKCS12") && message.contains("provider SUN"), message);

        KeyStoreSpi spi = Mockito.mock(KeyStoreSpi.class);
        KeyStore theirs = KeyStore.getInstance(KeyringKeyStore.TYPE, providerOf(spi));
        theirs.load(null, null);
        assertThrows(IllegalArgumentException.class, () -> KeyringKeyStore.of(theirs));
        Mockito.verify(spi, Mockito.never()).engineGetEntry(Mockito.any(), Mockito.any());
    }

    private static Provider providerOf(KeyStoreSpi spi) {
        return new Provider("Other", "1", "A provider of the same type's name") {
            private static final long serialVersionUID = 1L;

            {
                putService(new Service(this, "KeyStore", KeyringKeyStore.TYPE, "Other", null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return spi;
                    }
                });
            }
        };
    }

    /** It may rename or hide entries, which would be passed over. */
    @Test
    void aWrapperIsRefused() throws Exception {
        KeyStore inner = scratch().keyStore();
        KeyStore wrapper = new KeyStore(KeyStoreOn.passingOn(inner), inner.getProvider(), KeyringKeyStore.TYPE) {};
        wrapper.load(null, null);
        assertThrows(IllegalArgumentException.class, () -> KeyringKeyStore.of(wrapper));
    }
}
