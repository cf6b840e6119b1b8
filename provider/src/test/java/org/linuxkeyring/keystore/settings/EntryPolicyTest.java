package org.linuxkeyring.keystore.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a KeyringProtection gives an entry, and what an entry keeps when it is replaced. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EntryPolicyTest extends OnEachBackend {
    private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    private static final SecretKey OTHER = new SecretKeySpec(bytes("fedcba9876543210"), "AES");

    /** Half an hour off each unit of /proc/keys, so that what is shown does not change while a test runs. */
    private static final Duration THREE_DAYS = Duration.ofDays(3).plusHours(2).plusMinutes(30);

    EntryPolicyTest(Backend backend) {
        super(backend);
    }

    private void set(KeyStore store, KeyringProtection.Builder protection) throws Exception {
        store.setEntry("alias", new SecretKeyEntry(SECRET), protection.build());
    }

    private void replace(KeyStore store) throws Exception {
        store.setKeyEntry("alias", OTHER, null, null);
        assertEquals(OTHER, store.getKey("alias", null));
    }

    private int key() {
        assertEquals(1, scratch().links().length);
        return scratch().links()[0];
    }

    private String description() {
        return new String(scratch().keyctl().describe(key()), UTF_8);
    }

    private String timeLeft() {
        return scratch().keyctl().timeLeft(key());
    }

    private Optional<Instant> notedExpiry() {
        return scratch().keyctl().read(key(), payload -> {
            try (StoredEntry entry = StoredEntry.parse(payload, "RAW")) {
                return entry.expiry();
            }
        });
    }

    private static KeyringProtection.Builder protection() {
        return KeyringProtection.builder();
    }

    @Test
    void anEntryHasWhatItsProtectionSays() throws Exception {
        set(
                scratch().keyStore(),
                protection().timeout(THREE_DAYS).permissions(Permissions.of("alswrv-----v-----v------")));

        assertEquals("3d", timeLeft());
        assertTrue(description().contains(";3f010100;"), description());
    }

    @Test
    void theProtectionWinsOverTheSettings() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(
                scratch().settings().timeout(THREE_DAYS).permissions(Permissions.of("0x3f030000")));
        set(store, protection().timeout(Duration.ofMinutes(150)).permissions(Permissions.of("0x3f010100")));

        assertEquals("2h", timeLeft());
        assertTrue(description().contains(";3f010100;"), description());
    }

    @Test
    void whatTheProtectionLeavesOpenANewEntryTakesFromTheSettings() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(
                scratch().settings().timeout(THREE_DAYS).permissions(Permissions.of("0x3f030000")));
        set(store, protection().password(new char[] {'p'}));

        assertEquals("3d", timeLeft());
        assertTrue(description().contains(";3f030000;"), description());
    }

    @Test
    void aTrustedCertificateTakesAPolicyToo() throws Exception {
        Certificate certificate =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 1)[0];
        KeyStore store = scratch().keyStore();
        KeyringProtection threeDays = protection().timeout(THREE_DAYS).build();
        store.setEntry("alias", new TrustedCertificateEntry(certificate), threeDays);

        assertEquals("3d", timeLeft());
        TrustedCertificateEntry read = (TrustedCertificateEntry) store.getEntry("alias", threeDays);
        assertEquals(certificate, read.getTrustedCertificate());
    }

    @Test
    void aReplacedEntryKeepsSerialMaskAndExpiryToTheSecond() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(
                scratch().settings().timeout(Duration.ofDays(20)).permissions(Permissions.of("0x3f030000")));
        set(store, protection().timeout(THREE_DAYS).permissions(Permissions.of("0x3f010100")));
        int serial = key();
        Optional<Instant> expiry = notedExpiry();
        for (int i = 0; i < 10; i++) {
            replace(store);
        }

        assertEquals(serial, key());
        assertEquals("3d", timeLeft());
        assertEquals(expiry, notedExpiry());
        assertTrue(description().contains(";3f010100;"), description());
    }

    @Test
    void aReplacedEntryWithoutATimeoutGetsNoneFromTheSettings() throws Exception {
        set(scratch().keyStore(), protection());
        replace(ScratchKeyring.keyStore(scratch().settings().timeout(THREE_DAYS)));

        assertEquals("perm", timeLeft());
    }

    @Test
    void aReplacedEntryKeepsTheTimeoutThatAnotherToolHasSetSince() throws Exception {
        KeyStore store = scratch().keyStore();
        set(store, protection().timeout(THREE_DAYS));
        scratch().keyctl().setTimeout(key(), 3 * 3600 + 1800);
        replace(store);
        assertTrue(timeLeft().matches("3h|2h"), timeLeft());
    }

    /** No timeout, as an update leaves it, and a later one, which no process of ours sets without noting it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20 * 86_400})
    void aReplacedEntryEndsNoLaterThanItsNoteWhateverTheKernelTells(int seconds) throws Exception {
        KeyStore store = scratch().keyStore();
        set(store, protection().timeout(THREE_DAYS));
        Optional<Instant> expiry = notedExpiry();
        scratch().keyctl().setTimeout(key(), seconds);
        replace(store);

        assertEquals("3d", timeLeft());
        assertEquals(expiry, notedExpiry());
    }

    private int addNoted(Instant end) throws Exception {
        try (Payload payload = EntryEncoder.secretKey(SECRET, null, Instant.EPOCH, Set.of(new ExpiryNote(end)))) {
            byte[] bytes = new byte[payload.size()];
            payload.buffer().get(bytes);
            return scratch().add("user", "alias", bytes);
        }
    }

    @Test
    void anEntryWhoseNotedEndHasPassedIsNoMoreOfUse() throws Exception {
        addNoted(Instant.now().minusSeconds(1));
        KeyStore store = scratch().keyStore();

        String message = assertThrows(UnrecoverableKeyException.class, () -> store.getKey("alias", null))
                .getMessage();
        assertTrue(message.contains("EKEYEXPIRED") && message.contains("as its end"), message);
        assertThrows(UnrecoverableKeyException.class, () -> store.getEntry("alias", null));
        assertFalse(store.isKeyEntry("alias"));
        assertNull(store.getCreationDate("alias"));
    }

    @Test
    void anEntryWhoseNotedEndHasPassedIsReplacedAsIfItWereNew() throws Exception {
        addNoted(Instant.now().minusSeconds(1));
        replace(scratch().keyStore());
        assertEquals("perm", timeLeft());

        addNoted(Instant.now().minusSeconds(1));
        replace(ScratchKeyring.keyStore(scratch().settings().timeout(THREE_DAYS)));
        assertEquals("3d", timeLeft());
    }

    @Test
    void aCertificateWhoseNotedEndHasPassedIsReplaced() throws Exception {
        Certificate certificate = TestCertificates.root();
        try (Payload payload = EntryEncoder.certificate(
                certificate, Instant.EPOCH, Set.of(new ExpiryNote(Instant.now().minusSeconds(1))))) {
            byte[] bytes = new byte[payload.size()];
            payload.buffer().get(bytes);
            scratch().add("user", "alias", bytes);
        }
        KeyStore store = scratch().keyStore();
        assertNull(store.getCertificate("alias"));
        assertFalse(store.isCertificateEntry("alias"));

        store.setCertificateEntry("alias", certificate);
        assertEquals(certificate, store.getCertificate("alias"));
    }

    /** The kernel counts in an int of seconds, 68 years, so no timeout has led to such a note. */
    @Test
    void aNoteOfATimeThatNoTimeoutReachesIsNone() throws Exception {
        addNoted(Instant.parse("9999-12-31T23:59:59Z"));
        replace(scratch().keyStore());

        assertEquals("perm", timeLeft());
        assertEquals(Optional.empty(), notedExpiry());
    }

    @Test
    void aLaterTimeoutThatIsSetIsNotedToo() throws Exception {
        KeyStore store = scratch().keyStore();
        set(store, protection().timeout(THREE_DAYS).password("pw".toCharArray()));
        Duration days = Duration.ofDays(20);
        KeyringKeyStore.of(store).setTimeout("alias", days);
        assertEquals("2w", timeLeft());
        assertTrue(
                notedExpiry().orElseThrow().isAfter(Instant.now().plus(days).minusSeconds(60)),
                notedExpiry()::toString);

        KeyringKeyStore.of(store).setTimeout("alias", Duration.ZERO);
        assertEquals("perm", timeLeft());
        assertEquals(Optional.empty(), notedExpiry());
        assertEquals(SECRET, store.getKey("alias", "pw".toCharArray()));
    }

    @Test
    void anEarlierTimeoutLeavesThePayloadAsItIs() throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS));
        Optional<Instant> noted = notedExpiry();
        KeyringKeyStore.of(scratch().keyStore()).setTimeout("alias", Duration.ofMinutes(150));
        assertEquals("2h", timeLeft());
        assertEquals(noted, notedExpiry());
    }

    @Test
    void anEntryThatIsOverGetsNoTimeout() throws Exception {
        addNoted(Instant.now().minusSeconds(1));
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        assertTrue(assertThrows(KeyStoreException.class, () -> store.setTimeout("alias", Duration.ofMinutes(1)))
                .getMessage()
                .contains("its time is over"));
    }

    /** As long as it is made it is in no keyring of anyone's. */
    @ParameterizedTest
    @ValueSource(strings = {"0x3f030000", "0x2b010000", "0x0b010000"})
    void aNewEntryGetsItsMaskThoughThatForbidsToLinkIt(String mask) throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS).permissions(Permissions.of(mask)));
        assertEquals("3d", timeLeft());
        assertTrue(description().contains(";" + mask.substring(2) + ";"), description());
    }

    @Test
    void anEntryOfAnotherToolKeepsAsMuchOfItsTimeoutAsTheKernelTells() throws Exception {
        scratch().keyctl().setTimeout(scratch().add("user", "alias", bytes("secret")), 90);
        Instant latest = Instant.now().plusSeconds(90);
        replace(scratch().keyStore());

        assertTrue(timeLeft().matches("1m|[45]\\ds"), timeLeft());
        assertTrue(notedExpiry().orElseThrow().isBefore(latest), () -> notedExpiry() + " is not before " + latest);
    }

    @Test
    void aTimeoutOfZeroEndsTheTimeout() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().timeout(THREE_DAYS));
        replace(store);
        assertEquals("3d", timeLeft());
        set(store, protection().timeout(Duration.ZERO));

        assertEquals("perm", timeLeft());
        assertEquals(Optional.empty(), notedExpiry());
    }

    @Test
    void aStagedEntryHasItsPolicyOnceItIsStored() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        set(store, protection().timeout(THREE_DAYS).permissions(Permissions.of("0x3f010100")));
        replace(store);
        store.store(null, null);
        assertEquals("3d", timeLeft());
        assertTrue(description().contains(";3f010100;"), description());

        Optional<Instant> expiry = notedExpiry();
        replace(store);
        store.store(null, null);
        assertEquals(expiry, notedExpiry());
        assertEquals("3d", timeLeft());
    }

    /** Only a privileged process may give a key away; for any other it is as if the entry had never been set. */
    @Test
    void anEntryIsGivenToItsOwnerOrNotStoredAtAll() throws Exception {
        KeyStore store = scratch().keyStore();
        try {
            set(store, protection().owner(65_533).group(65_533));
        } catch (KeyStoreException refused) {
            assertTrue(refused.getMessage().contains("CAP_SYS_ADMIN"), refused.getMessage());
            assertArrayEquals(new int[0], scratch().links());
            return;
        }
        assertTrue(description().startsWith("user;65533;65533;"), description());
        replace(store);
        assertTrue(description().startsWith("user;65533;65533;"), description());
    }

    @Test
    void thePasswordEncryptsTheKeyAndIsWipedWhenDestroyed() throws Exception {
        KeyStore store = scratch().keyStore();
        KeyringProtection protection =
                protection().password("secret".toCharArray()).build();
        store.setEntry("alias", new SecretKeyEntry(SECRET), protection);

        assertEquals(SECRET, ((SecretKeyEntry) store.getEntry("alias", protection)).getSecretKey());
        assertEquals(SECRET, store.getKey("alias", "secret".toCharArray()));
        assertThrows(
                UnrecoverableKeyException.class,
                () -> store.getEntry("alias", protection().build()));
        protection.destroy();
        assertTrue(protection.isDestroyed());
        assertThrows(IllegalStateException.class, () -> store.getEntry("alias", protection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0.5S", "PT2147483648S"})
    void aTimeoutThatTheKernelCannotCountIsRefused(String timeout) {
        KeyringProtection.Builder builder = protection();
        Duration duration = Duration.parse(timeout);
        assertThrows(IllegalArgumentException.class, () -> builder.timeout(duration));
    }

    @Test
    void aMaskOrAnIdThatIsNoneIsRefused() {
        KeyringProtection.Builder builder = protection();
        assertThrows(IllegalArgumentException.class, () -> builder.permissions(Permissions.of("rw-r--r--")));
        assertThrows(IllegalArgumentException.class, () -> builder.owner(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.group(-2));
    }
}
