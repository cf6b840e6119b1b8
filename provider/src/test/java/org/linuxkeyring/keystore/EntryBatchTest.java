package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;

/**
 * A batch of three entries of which the kernel refuses the second: a key of its name exists, and its mask forbids
 * writing.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EntryBatchTest extends OnEachBackend {
    private static final KeyStore.ProtectionParameter PLAIN = null;
    private static final byte[] OLD = bytes("old payload");
    private static final int NOT_WRITABLE = 0x3b010000;

    private final Map<String, KeyStore.Entry> three = new LinkedHashMap<>();
    private LinuxKeyringKeyStore store;

    EntryBatchTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void open() throws Exception {
        for (String alias : List.of("one", "two", "three")) {
            three.put(alias, new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("0123456789abcdef"), "AES")));
        }
        store = (LinuxKeyringKeyStore) KeyringKeyStore.of(scratch().keyStore());
    }

    private void refuseTheSecond() {
        scratch().keyctl().setPermissions(scratch().add("user", "two", OLD), NOT_WRITABLE);
    }

    private String refusal() {
        return assertThrows(KeyStoreException.class, () -> store.setEntries(three, PLAIN))
                .getMessage();
    }

    private List<String> aliases() {
        return Collections.list(store.engineAliases());
    }

    @Test
    void aKeyStoreThatStoresLaterRefusesABatch() throws Exception {
        KeyStore later = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        String told = assertThrows(
                        KeyStoreException.class, () -> KeyringKeyStore.of(later).setEntries(three, PLAIN))
                .getMessage();

        assertTrue(told.contains("writes=on-store"), told);
        assertEquals(List.of(), Collections.list(later.aliases()));
    }

    @Test
    void allAreStored() throws Exception {
        store.setEntries(three, PLAIN);

        assertEquals(3, store.engineSize());
    }

    @Test
    void ofNewEntriesNoneIsStored() throws Exception {
        refuseTheSecond();

        String message = refusal();

        assertTrue(message.startsWith("Entry alias 'two' could not be stored: "), message);
        assertTrue(message.contains("EACCES"), message);
        assertTrue(message.endsWith("). What was stored is taken back"), message);
        assertEquals(List.of("two"), aliases());
        assertArrayEquals(OLD, store.engineGetKey("two", null).getEncoded());
    }

    @Test
    void aReplacedEntryIsWhatItWas() throws Exception {
        scratch().add("user", "one", OLD);
        refuseTheSecond();

        assertTrue(refusal().endsWith("What was stored is taken back"));

        assertArrayEquals(OLD, store.engineGetKey("one", null).getEncoded());
        assertEquals(2, store.engineSize());
    }

    /** The private key that another tool may have put beside a certificate is asked for, and there is none. */
    @Test
    void aReplacedCertificateIsWhatItWas() throws Exception {
        scratch().add("user", "one", TestCertificates.root().getEncoded());
        refuseTheSecond();

        assertTrue(refusal().endsWith("What was stored is taken back"));

        assertEquals(TestCertificates.root(), store.engineGetCertificate("one"));
    }

    @Test
    void aReplacedEntryThatMayNotBeReadIsNamed() {
        scratch().keyctl().setPermissions(scratch().add("user", "one", OLD), 0x35010000);
        refuseTheSecond();

        KeyStoreException refused = assertThrows(KeyStoreException.class, () -> store.setEntries(three, PLAIN));

        assertEquals(1, refused.getCause().getSuppressed().length);
        String message = refused.getMessage();
        assertTrue(
                message.endsWith("What was stored is taken back, but these stay as stored now: alias 'one' (what it was"
                        + " before may not be read)"),
                message);
    }

    /**
     * The mask of the second key grants neither read, search nor write permission. So its payload is not known
     * beforehand, and stays.
     */
    @Test
    void aRefusedEntryThatMayNotBeReadIsToldOnce() {
        scratch().add("user", "one", OLD);
        scratch().keyctl().setPermissions(scratch().add("user", "two", OLD), 0x31010000);

        String message = refusal();

        assertTrue(message.startsWith("Entry alias 'two' could not be stored: "), message);
        assertTrue(message.endsWith("). What was stored is taken back"), message);
    }

    @Test
    void aRefusalOfTheFirstSpeaksOfNoOther() {
        scratch().keyctl().setPermissions(scratch().add("user", "one", OLD), NOT_WRITABLE);

        String message = refusal();

        assertTrue(message.startsWith("Entry alias 'one' could not be stored: "), message);
        assertTrue(message.endsWith("(`keyctl setperm`)."), message);
        assertEquals(List.of("one"), aliases());
    }

    /** The payload may be replaced, but the timeout may not be set without setattr permission. */
    @Test
    void anEntryThatIsHalfReplacedIsWhatItWas() throws Exception {
        scratch().keyctl().setPermissions(scratch().add("user", "two", OLD), 0x1f010000);
        KeyringProtection timed =
                KeyringProtection.builder().timeout(Duration.ofMinutes(10)).build();

        assertThrows(KeyStoreException.class, () -> store.setEntries(three, timed));

        assertEquals(List.of("two"), aliases());
        assertArrayEquals(OLD, store.engineGetKey("two", null).getEncoded());
    }

    /** The second alias is the entry that the first has made. */
    @Test
    void aNewEntryThatIsNamedTwiceIsTakenBack() throws Exception {
        refuseTheThird("one", "%user:one");

        assertTrue(refusal().endsWith("What was stored is taken back"));

        assertEquals(List.of("two"), aliases());
    }

    @Test
    void aReplacedEntryThatIsNamedTwiceIsWhatItWas() throws Exception {
        scratch().add("user", "one", OLD);
        refuseTheThird("one", "%user:one");

        assertTrue(refusal().endsWith("What was stored is taken back"));

        assertArrayEquals(OLD, store.engineGetKey("one", null).getEncoded());
        assertEquals(2, store.engineSize());
    }

    private void refuseTheThird(String first, String second) {
        three.clear();
        three.put(first, new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("0123456789abcdef"), "AES")));
        three.put(second, new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("fedcba9876543210"), "AES")));
        three.put("two", new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("0123456789abcdef"), "AES")));
        refuseTheSecond();
    }

    /** A key that has been destroyed, or whose provider has a fault. */
    private static final class FaultyKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient Error error;

        FaultyKey(Error error) {
            this.error = error;
        }

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            if (error != null) {
                throw error;
            }
            throw new IllegalStateException("destroyed");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAnyExceptionWhatWasStoredIsTakenBack(boolean isError) {
        scratch().add("user", "one", OLD);
        Error error = isError ? new LinkageError("faulty") : null;
        three.put("two", new KeyStore.SecretKeyEntry(new FaultyKey(error)));

        Throwable thrown = assertThrows(Throwable.class, () -> store.setEntries(three, PLAIN));

        assertEquals(isError ? LinkageError.class : IllegalStateException.class, thrown.getClass());
        assertEquals("What was stored is taken back", thrown.getSuppressed()[0].getMessage());
        assertEquals(List.of("one"), aliases());
    }
}
