package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;

/** A timeout that is set of an entry which notes its end: the note follows wherever the kernel permits that. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ChangedExpiryTest extends OnEntryPolicies {
    private static final Duration SOONER = Duration.ofMinutes(150);
    private static final int ALL = 0x3f010000;
    private static final int WITHOUT_WRITE = 0x3b010000;
    private static final int WITHOUT_VIEW_AND_WRITE = 0x3a000000;
    private static final int WITHOUT_SETATTR = 0x1f010000;

    ChangedExpiryTest(Backend backend) {
        super(backend);
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

    /** Of the two ends of the second case /proc/keys shows the same: two hours, rounded down. */
    @ParameterizedTest
    @ValueSource(longs = {3 * 24 * 60, 175})
    void anEarlierTimeoutThatIsSetIsNotedToo(long minutes) throws Exception {
        KeyStore store = scratch().keyStore();
        set(store, protection().timeout(Duration.ofMinutes(minutes)).password("pw".toCharArray()));
        KeyringKeyStore.of(store).setTimeout("alias", SOONER);
        assertEquals("2h", timeLeft());
        assertNotedIn(SOONER);

        replace(store);
        assertNotedIn(SOONER);
    }

    @Test
    void anEarlierTimeoutOfAnEntryThatMayNotBeWrittenIsSetWithoutANote() throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS));
        Optional<Instant> noted = notedExpiry();
        scratch().keyctl().setPermissions(key(), WITHOUT_WRITE);
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        store.setTimeout("alias", SOONER);
        assertEquals("2h", timeLeft());
        assertEquals(noted, notedExpiry());

        String told = assertThrows(KeyStoreException.class, () -> store.setTimeout("alias", Duration.ofDays(4)))
                .getMessage();
        assertTrue(told.contains("EACCES"), told);
        assertEquals("2h", timeLeft());
    }

    /** The kernel refuses an update by name there, and permits one of the key itself. */
    @Test
    void aTimeoutIsNotedInAKeyringThatTakesNoLinks() throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS));
        scratch().keyctl().restrictKeyring(scratch().serial(), null, null);
        for (Duration timeout : List.of(SOONER, THREE_DAYS.plusDays(1))) {
            KeyringKeyStore.of(scratch().keyStore()).setTimeout("alias", timeout);
            assertNotedIn(timeout);
        }
        assertEquals("4d", timeLeft());
    }

    /** Where the update is refused, the kernel's own timeout does not become later either. */
    @ParameterizedTest
    @ValueSource(ints = {WITHOUT_WRITE, WITHOUT_VIEW_AND_WRITE})
    void aLaterTimeoutThatMayNotBeNotedChangesNothing(int mask) throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS));
        scratch().keyctl().setPermissions(key(), mask);
        KeyStore store = scratch().keyStore();
        for (Duration timeout : List.of(Duration.ofDays(9), Duration.ZERO)) {
            assertThrows(
                    KeyStoreException.class, () -> KeyringKeyStore.of(store).setTimeout("alias", timeout));
            assertThrows(KeyStoreException.class, () -> set(store, protection().timeout(timeout)));
        }
        scratch().keyctl().setPermissions(key(), ALL);
        assertEquals("3d", timeLeft());
        assertNotedIn(THREE_DAYS);
    }

    /** A key that shows nothing of itself has the timeout that no one knows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedReplacementChangesNoTimeoutThatIsNotNoted(boolean isNoted) throws Exception {
        KeyringProtection.Builder protection = protection();
        set(scratch().keyStore(), isNoted ? protection.timeout(THREE_DAYS) : protection);
        scratch().keyctl().setTimeout(key(), (int) SOONER.toSeconds());
        scratch().keyctl().setPermissions(key(), WITHOUT_VIEW_AND_WRITE);
        Keyctl keyctl = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doReturn("").when(keyctl).timeLeft(anyInt());
        KeyStore store = KeyStoreOn.open(keyctl, scratch().settings().build());
        for (long hours : new long[] {1, 900}) {
            KeyringProtection.Builder other = protection().timeout(Duration.ofHours(hours));
            String told = assertThrows(KeyStoreException.class, () -> set(store, other))
                    .getMessage();
            assertTrue(told.contains("grant write permission"), told);
        }
        assertThrows(KeyStoreException.class, () -> store.setKeyEntry("alias", OTHER, null, null));
        scratch().keyctl().setPermissions(key(), ALL);
        assertEquals("2h", timeLeft());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60, 900_000})
    void anEntryThatMayBeGivenNoTimeoutKeepsTheOneItHas(long seconds) throws Exception {
        set(scratch().keyStore(), protection().timeout(THREE_DAYS));
        scratch().keyctl().setPermissions(key(), WITHOUT_SETATTR);
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        String told = assertThrows(
                        KeyStoreException.class, () -> store.setTimeout("alias", Duration.ofSeconds(seconds)))
                .getMessage();
        assertTrue(told.contains("EACCES"), told);
        assertEquals("3d", timeLeft());
        assertNotedIn(THREE_DAYS);
    }

    @Test
    void aTimeoutOfAnEntryOfSeveralPagesIsNotedToo() throws Exception {
        SecretKey large = new SecretKeySpec(new byte[9_000], "RAW");
        KeyStore store = scratch().keyStore();
        store.setEntry(
                "alias",
                new KeyStore.SecretKeyEntry(large),
                protection().timeout(THREE_DAYS).build());
        int key = key();
        for (Duration timeout : List.of(SOONER, THREE_DAYS.plusDays(1), Duration.ofHours(1))) {
            KeyringKeyStore.of(store).setTimeout("alias", timeout);
            assertNotedIn(timeout);
        }
        assertEquals(large, store.getKey("alias", null));
        assertEquals(key, key());
    }

    /** As in a container: where the kernel shows no timeout, a replaced entry keeps the end that it notes. */
    @Test
    void anEarlierTimeoutIsKeptWhereTheKernelShowsNone() throws Exception {
        Keyctl keyctl = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doReturn("").when(keyctl).timeLeft(anyInt());
        KeyStore store = KeyStoreOn.open(keyctl, scratch().settings().build());
        set(store, protection().timeout(THREE_DAYS));
        KeyringKeyStore.of(store).setTimeout("alias", SOONER);
        replace(store);
        assertEquals("2h", timeLeft());
        assertNotedIn(SOONER);
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 2", "9000, 1", "9000, 2"})
    void anEntryThatIsRemovedMeanwhileIsNotMadeAnewForItsTimeout(int size, int readings) throws Exception {
        scratch()
                .keyStore()
                .setEntry(
                        "alias",
                        new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[size], "RAW")),
                        protection().timeout(THREE_DAYS).build());
        int key = key();
        AtomicInteger left = new AtomicInteger(readings);
        Keyctl keyctl = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doAnswer(call -> {
                    Object answer = delegatesTo(scratch().keyctl()).answer(call);
                    if (left.decrementAndGet() == 0) {
                        scratch().keyctl().unlink(key, scratch().serial());
                    }
                    return answer;
                })
                .when(keyctl)
                .read(eq(key), any());
        KeyringKeyStore store =
                KeyringKeyStore.of(KeyStoreOn.open(keyctl, scratch().settings().build()));
        String told = assertThrows(KeyStoreException.class, () -> store.setTimeout("alias", SOONER))
                .getMessage();
        assertTrue(told.contains("there is no such entry"), told);
        assertEquals(0, left.get());
        assertEquals(0, scratch().links().length);
    }

    private void assertNotedIn(Duration timeout) throws Exception {
        Duration left = Duration.between(Instant.now(), notedExpiry().orElseThrow());
        assertTrue(timeout.minus(left).abs().compareTo(Duration.ofMinutes(1)) < 0, left::toString);
    }
}
