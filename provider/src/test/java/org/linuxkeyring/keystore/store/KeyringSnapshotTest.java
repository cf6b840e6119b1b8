package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A snapshot shows every change that a handshake depends on, and costs few system calls. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyringSnapshotTest extends OnEachBackend {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);

    private KeyStore store;

    KeyringSnapshotTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void setEntries() throws Exception {
        store = scratch().keyStore();
        store.setKeyEntry("web", PAIR.getPrivate(), null, CHAIN);
        store.setCertificateEntry("root", TestCertificates.root());
    }

    private Keyring keyring(Keyctl keyctl) {
        return new Keyrings(keyctl).at(KeyringPath.of(Integer.toString(scratch().serial())), false);
    }

    private KeyringSnapshot snapshot() {
        return KeyringSnapshot.at(keyring(scratch().keyctl())).orElseThrow();
    }

    private int serial(String description) {
        return scratch().keyctl().search(scratch().serial(), bytes("user"), bytes(description), Keyctl.NO_KEY);
    }

    @Test
    void itTakesOneCallForTheKeyringAndOneForEachKey() {
        Keyctl counted = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        KeyringSnapshot snapshot = KeyringSnapshot.at(keyring(counted)).orElseThrow();
        clearInvocations(counted);

        assertTrue(snapshot.isCurrent());

        verify(counted).readKeyring(scratch().serial());
        verify(counted, times(2)).read(anyInt(), any());
        verifyNoMoreInteractions(counted);
    }

    @Test
    void itSeesANewPayloadUnderTheSameSerial() throws Exception {
        KeyringSnapshot before = snapshot();
        scratch()
                .keyctl()
                .update(serial("web"), ByteBuffer.wrap(TestCertificates.root().getEncoded()));
        assertFalse(before.isCurrent());
    }

    @Test
    void itSeesAnEntryThatIsAdded() throws Exception {
        KeyringSnapshot before = snapshot();
        store.setCertificateEntry("another", TestCertificates.root());
        assertFalse(before.isCurrent());
    }

    @Test
    void itSeesAnEntryThatIsDeleted() throws Exception {
        KeyringSnapshot before = snapshot();
        store.deleteEntry("root");
        assertFalse(before.isCurrent());
    }

    @Test
    void itSeesAnEntryThatIsRevoked() {
        KeyringSnapshot before = snapshot();
        scratch().keyctl().revoke(serial("web"));
        assertFalse(before.isCurrent());
    }

    @Test
    void itSeesTheEndOfTheKeyring() {
        KeyringSnapshot before = snapshot();
        scratch().keyctl().clear(scratch().serial());
        assertFalse(before.isCurrent());
    }

    @Test
    void noneIsTakenWhereADigestWouldTellOfASecret() throws Exception {
        store.setKeyEntry("token", new SecretKeySpec(bytes("s3cret"), "RAW"), null, null);
        assertEquals(
                List.of(),
                KeyringSnapshot.at(keyring(scratch().keyctl())).stream().toList());
    }

    @Test
    void noneIsTakenWhereAKeyCannotBeRead() {
        scratch().add("logon", "app:token", bytes("s3cret"));
        assertEquals(
                List.of(),
                KeyringSnapshot.at(keyring(scratch().keyctl())).stream().toList());
    }

    @Test
    void itShowsThePayloadsOfItsTimeAlone() {
        String web = scratch().keyctl().read(serial("web"), StoredEntry::digest);
        assertTrue(snapshot().shows(List.of(web)));
        assertFalse(snapshot().shows(List.of(web, StoredEntry.digest(ByteBuffer.allocate(1)))));
    }

    /** The kernel need not show that an entry has ended by its own note. */
    @Test
    void itIsNotCurrentOnceAnEntryHasEndedByItsNote() throws Exception {
        Set<KeyStore.Entry.Attribute> ended = Set.of(new ExpiryNote(Instant.EPOCH));
        scratch()
                .add(
                        "user",
                        "past",
                        Entries.bytes(EntryEncoder.certificate(TestCertificates.root(), Instant.EPOCH, ended)));
        assertFalse(snapshot().isCurrent());
    }
}
