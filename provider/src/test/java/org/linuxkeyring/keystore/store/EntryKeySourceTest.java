package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a handle for a key keeps, and what it says once the entry is another or has ended. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EntryKeySourceTest extends OnEachBackend {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final KeyPair OTHER = TestKeys.pair("EC/secp384r1");
    private static final char[] PASSWORD = "correct horse".toCharArray();

    private KeyStore readable;

    EntryKeySourceTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void setEntry() throws Exception {
        readable = scratch().keyStore();
        set(PAIR, null);
    }

    private static Certificate[] chain(KeyPair pair) {
        return TestCertificates.chain(pair.getPublic(), 1);
    }

    private void set(KeyPair pair, char[] password) throws Exception {
        readable.setKeyEntry("web", pair.getPrivate(), password, chain(pair));
    }

    private PrivateKey handle(char[] password) throws Exception {
        return (PrivateKey)
                ScratchKeyring.keyStore(scratch().settings().keys(Keys.OPAQUE)).getKey("web", password);
    }

    private static String refusal(PrivateKey handle) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", OURS);
        return assertThrows(InvalidKeyException.class, () -> signature.initSign(handle))
                .getMessage();
    }

    /** JSSE hands the password of the keystore to each entry, whether or not that is encrypted. */
    @Test
    void aPasswordThatOpenedNothingIsNotKept() throws Exception {
        PrivateKey handle = handle(PASSWORD);
        set(PAIR, PASSWORD);

        String told = refusal(handle);
        assertTrue(told.contains("has been encrypted under a password since"), told);
    }

    @Test
    void anEntryThatWasReplacedIsToldWithBothKeys() throws Exception {
        PrivateKey handle = handle(null);
        int first = scratch().links()[0];
        readable.deleteEntry("web");
        set(OTHER, null);
        int second = scratch().links()[0];

        String told = refusal(handle);
        assertTrue(told.contains("'web' was replaced (key " + first + " by key " + second + ")"), told);
    }

    @Test
    void anEntryThatWasUpdatedIsToldWithItsKey() throws Exception {
        PrivateKey handle = handle(null);
        set(OTHER, null);

        String told = refusal(handle);
        assertTrue(told.contains("'web' was updated in place (key " + scratch().links()[0] + ")"), told);
    }

    @Test
    void anEntryThatHasEndedByItsOwnNoteIsTold() throws Exception {
        PrivateKey handle = handle(null);
        Set<KeyStore.Entry.Attribute> ended =
                Set.of(new ExpiryNote(Instant.now().minusSeconds(1)));
        byte[] payload =
                Entries.bytes(EntryEncoder.privateKey(PAIR.getPrivate(), null, chain(PAIR), Instant.EPOCH, ended));
        scratch().keyctl().update(scratch().links()[0], ByteBuffer.wrap(payload));

        String told = refusal(handle);
        assertTrue(told.contains("alias 'web'") && told.contains("as its end"), told);
    }

    /** As one of a provider that keeps its keys in hardware. */
    @Test
    void aKeyWithoutAnEncodingGetsNoHandle() {
        String told = assertThrows(
                        UnrecoverableKeyException.class,
                        () -> EntryKeySource.handle(
                                mock(EntryStore.class),
                                new EntryName("web", "@u"),
                                mock(StoredEntry.class),
                                mock(PrivateKey.class),
                                null))
                .getMessage();
        assertTrue(told.contains("Set keys=readable"), told);
    }
}
