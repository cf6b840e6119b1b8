package org.linuxkeyring.keystore.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.UserNamespace;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * The permissions, owner and timeout that a KeyringProtection gives an entry, and those that a replaced entry keeps.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EntryPolicyTest extends OnEntryPolicies {
    EntryPolicyTest(Backend backend) {
        super(backend);
    }

    private String description() {
        return new String(scratch().keyctl().describe(key()), UTF_8);
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

    /** An update drops the timeout, and no one could set it again. */
    @ParameterizedTest
    @ValueSource(strings = {"0x1f010000", "0x0e000000"})
    void anEntryWhoseMaskForbidsToKeepTheTimeoutIsNotReplaced(String mask) throws Exception {
        KeyStore store =
                ScratchKeyring.keyStore(scratch().settings().timeout(THREE_DAYS).permissions(Permissions.of(mask)));
        store.setKeyEntry("alias", SECRET, null, null);
        String left = timeLeft();
        KeyStoreException refused =
                assertThrows(KeyStoreException.class, () -> store.setKeyEntry("alias", OTHER, null, null));

        assertTrue(refused.getMessage().contains("Nothing was changed"), refused.getMessage());
        assertEquals(SECRET, store.getKey("alias", null));
        assertEquals(left, timeLeft());
        store.deleteEntry("alias");
        store.setKeyEntry("alias", OTHER, null, null);
        assertEquals(OTHER, store.getKey("alias", null));
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

    /** A key is in a keyring that no one else searches for as long as it is being made. */
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

    /**
     * Only a privileged process may give a key away, and to a user of its namespace; for any other it is as if the
     * entry had never been set.
     */
    @Test
    void anEntryIsGivenToItsOwnerOrNotStoredAtAll() throws Exception {
        KeyStore store = scratch().keyStore();
        try {
            set(store, protection().owner(65_533).group(65_533));
        } catch (KeyStoreException refused) {
            String reason = refused.getMessage();
            boolean isUnknown = !UserNamespace.has(65_533) && reason.contains("/proc/self/uid_map");
            assertTrue(isUnknown || reason.contains("CAP_SYS_ADMIN"), reason);
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
