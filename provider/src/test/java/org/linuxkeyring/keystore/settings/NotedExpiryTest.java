package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FlightRecord;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keystore.store.KeyExpiry;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;

/** The expiry that an entry notes: it ends the entry to the second, and follows each new timeout. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class NotedExpiryTest extends OnEntryPolicies {
    NotedExpiryTest(Backend backend) {
        super(backend);
    }

    /** The kernel's key has no timeout, as after an update, or a later one, which no process sets without noting it. */
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
        return scratch()
                .add(
                        "user",
                        "alias",
                        Entries.bytes(
                                EntryEncoder.secretKey(SECRET, null, Instant.EPOCH, Set.of(new ExpiryNote(end)))));
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
        scratch()
                .add(
                        "user",
                        "alias",
                        Entries.bytes(EntryEncoder.certificate(
                                certificate,
                                Instant.EPOCH,
                                Set.of(new ExpiryNote(Instant.now().minusSeconds(1))))));
        KeyStore store = scratch().keyStore();
        assertNull(store.getCertificate("alias"));
        assertFalse(store.isCertificateEntry("alias"));

        store.setCertificateEntry("alias", certificate);
        assertEquals(certificate, store.getCertificate("alias"));
    }

    /** The kernel counts in an int of seconds (68 years), so no timeout has led to such a note. */
    @Test
    void aNoteOfATimeThatNoTimeoutReachesIsNone() throws Exception {
        addNoted(Instant.parse("9999-12-31T23:59:59Z"));
        replace(scratch().keyStore());

        assertEquals("perm", timeLeft());
        assertEquals(Optional.empty(), notedExpiry());
    }

    @Test
    void anEntryThatIsOverGetsNoTimeout() throws Exception {
        addNoted(Instant.now().minusSeconds(1));
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        assertTrue(assertThrows(KeyStoreException.class, () -> store.setTimeout("alias", Duration.ofMinutes(1)))
                .getMessage()
                .contains("its time is over"));
    }

    /** With the entry its payload is wiped, which the caller never sees. */
    @Test
    void anEntryWhoseNotedEndHasPassedIsClosed() {
        StoredEntry entry = mock(StoredEntry.class);
        when(entry.expiry()).thenReturn(Optional.of(Instant.now().minusSeconds(1)));
        assertThrows(KeyctlException.class, () -> KeyExpiry.requireNotEnded(() -> "alias 'web'", entry));
        verify(entry).close();
    }

    @Test
    void aFlightRecordingNamesAnEntryThatIsPassedOverSinceItsNotedEndHasPassed() throws Exception {
        addNoted(Instant.now().minusSeconds(1));
        KeyStore store = scratch().keyStore();
        assertEquals(
                List.of("alias 'alias'"),
                FlightRecord.of(List.of("Refusal"), () -> store.getCreationDate("alias")).stream()
                        .map(event -> event.getString("subject"))
                        .toList());
    }
}
