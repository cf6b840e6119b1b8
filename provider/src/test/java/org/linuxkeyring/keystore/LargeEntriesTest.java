package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;

/** The key type of an entry if the kernel has big_key and no type is configured. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class LargeEntriesTest extends OnEachBackend {
    private static final X509Certificate CERTIFICATE = TestCertificates.root();
    private static final SecretKey SMALL = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    private static final SecretKey LARGE = new SecretKeySpec(new byte[100_000], "Blob");

    private KeyStore store;

    LargeEntriesTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openStore() throws Exception {
        assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        store = scratch().keyStore();
    }

    /** Returns the type and description of all keys. */
    private Set<String> keys() {
        return Arrays.stream(scratch().links())
                .mapToObj(key -> new String(scratch().keyctl().describe(key), StandardCharsets.UTF_8).split(";", 5))
                .map(fields -> fields[0] + " " + fields[4])
                .collect(Collectors.toSet());
    }

    private Set<String> aliases() throws KeyStoreException {
        List<String> listed = Collections.list(store.aliases());
        Set<String> aliases = new HashSet<>(listed);
        assertEquals(listed.size(), aliases.size(), "an alias is listed twice");
        assertEquals(listed.size(), store.size());
        return aliases;
    }

    private void set(String alias, SecretKey key) throws KeyStoreException {
        store.setKeyEntry(alias, key, null, null);
    }

    @Test
    void aKeyIsAUserKeyAndATrustedCertificateABigKey() throws Exception {
        set("key", SMALL);
        store.setCertificateEntry("ca", CERTIFICATE);

        assertEquals(Set.of("user key", "big_key ca"), keys());
        assertEquals(Set.of("key", "ca"), aliases());
        assertEquals(CERTIFICATE, store.getCertificate("ca"));
        assertEquals("ca", store.getCertificateAlias(CERTIFICATE));
        assertTrue(store.isCertificateEntry("ca"));
    }

    @Test
    void aKeyThatNoUserKeyHoldsIsABigKey() throws Exception {
        set("key", LARGE);

        assertEquals(Set.of("big_key key"), keys());
        assertEquals(Set.of("key"), aliases());
        assertEquals(LARGE, store.getKey("key", null));
        store.deleteEntry("key");
        assertEquals(Set.of(), keys());
    }

    @Test
    void anEntryThatOutgrowsItsTypeIsOneEntryStillWithItsMaskAndExpiry() throws Exception {
        store.setEntry(
                "key",
                new KeyStore.SecretKeyEntry(SMALL),
                KeyringProtection.builder()
                        .permissions(Permissions.of("0x3f030000"))
                        .timeout(Duration.ofDays(2))
                        .build());

        set("key", LARGE);

        assertEquals(Set.of("big_key key"), keys());
        assertEquals(Set.of("key"), aliases());
        assertEquals(LARGE, store.getKey("key", null));
        int key = scratch().links()[0];
        assertTrue(new String(scratch().keyctl().describe(key), StandardCharsets.UTF_8).contains(";3f030000;"));
        assertTrue(scratch().keyctl().timeLeft(key).matches("1d|2d"));
    }

    @Test
    void anEntryThatShrinksStaysTheKeyItIs() throws Exception {
        set("key", LARGE);
        int serial = scratch().links()[0];

        set("key", SMALL);

        assertEquals(List.of(serial), Arrays.stream(scratch().links()).boxed().toList());
        assertEquals(SMALL, store.getKey("key", null));
    }

    @Test
    void aCertificateReplacesOneWhereItIs() throws Exception {
        int user = scratch().add("user", "ca", CERTIFICATE.getEncoded());

        store.setCertificateEntry("ca", TestCertificates.selfSigned("other"));

        assertEquals(List.of(user), Arrays.stream(scratch().links()).boxed().toList());
    }

    @Test
    void aBigKeyOfAnotherToolHasAPlainAliasAndATypedOne() throws Exception {
        scratch().add("big_key", "roots", CERTIFICATE.getEncoded());

        assertEquals(Set.of("roots"), aliases());
        assertEquals(CERTIFICATE, store.getCertificate("roots"));
        assertEquals(CERTIFICATE, store.getCertificate("%big_key:roots"));
        assertFalse(store.containsAlias("%user:roots"));
    }

    @Test
    void aUserKeyHidesTheBigKeyOfItsDescriptionWhichIsListedWithItsType() throws Exception {
        scratch().add("big_key", "x", bytes("large"));
        scratch().add("user", "x", bytes("small"));

        assertEquals(Set.of("x", "%big_key:x"), aliases());
        assertEquals(new SecretKeySpec(bytes("small"), "RAW"), store.getKey("x", null));
        assertEquals(new SecretKeySpec(bytes("large"), "RAW"), store.getKey("%big_key:x", null));
        store.deleteEntry("x");
        assertEquals(Set.of("x"), aliases());
        assertEquals(new SecretKeySpec(bytes("large"), "RAW"), store.getKey("x", null));
    }

    @Test
    void anEntryThatOutgrowsItsTypeDoesNotReplaceAnother() throws Exception {
        scratch().add("big_key", "x", bytes("another"));
        scratch().add("user", "x", bytes("small"));

        KeyStoreException e = assertThrows(KeyStoreException.class, () -> set("x", LARGE));

        assertTrue(e.getMessage().contains("'%big_key:x'. Delete one of them first"), e.getMessage());
        assertEquals(new SecretKeySpec(bytes("small"), "RAW"), store.getKey("x", null));
        assertEquals(new SecretKeySpec(bytes("another"), "RAW"), store.getKey("%big_key:x", null));
    }

    @Test
    void aDeadUserKeyDoesNotHideTheLiveBigKey() throws Exception {
        scratch().keyctl().revoke(scratch().add("user", "ca", bytes("revoked")));

        store.setCertificateEntry("ca", CERTIFICATE);

        assertEquals(CERTIFICATE, store.getCertificate("ca"));
        assertEquals(Set.of("ca"), aliases());
    }

    @Test
    void anExplicitTypeIsThatTypeAlone() throws Exception {
        store.setCertificateEntry("%user:ca", CERTIFICATE);
        assertEquals(Set.of("user ca"), keys());

        store = ScratchKeyring.keyStore(scratch().settings().type(EntryType.USER));
        scratch().add("big_key", "roots", CERTIFICATE.getEncoded());
        assertEquals(Set.of("ca", "%big_key:roots"), aliases());
        assertNull(store.getCertificate("roots"));
        KeyStoreException e = assertThrows(KeyStoreException.class, () -> set("key", LARGE));
        assertTrue(e.getMessage().contains("holds at most 32767. Use type=auto"), e.getMessage());
    }

    @Test
    void whatIsKeptBackIsOneEntryToo() throws Exception {
        set("key", SMALL);
        KeyStore staged = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        staged.setKeyEntry("key", LARGE, null, null);
        staged.setCertificateEntry("ca", CERTIFICATE);

        assertEquals(Set.of("key", "ca"), Set.copyOf(Collections.list(staged.aliases())));
        assertEquals(2, staged.size());
        assertEquals(LARGE, staged.getKey("key", null));
        assertEquals(SMALL, store.getKey("key", null));
        staged.store(null);
        assertEquals(Set.of("big_key key", "big_key ca"), keys());
    }
}
