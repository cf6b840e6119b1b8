package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.security.KeyStore;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** The lookups that start a helper program. */
class CalloutTest {
    private static final byte[] INFO = bytes("shop=1");

    /** The requests that the kernel is sent. */
    @Nested
    class Requests {
        private static final int RING = 77;
        private static final int FOUND = 78;
        private static final KeyName NAME = new KeyName(KeyType.USER, Description.of("alias"));

        private final Keyctl keyctl = mock(Keyctl.class);
        private EntryStore ofKeyring;
        private EntryStore ofProcess;

        @BeforeEach
        void openStores() {
            when(keyctl.keyringId(anyInt(), eq(false))).thenReturn(RING);
            when(keyctl.describe(RING)).thenReturn(bytes("keyring;0;0;3f010000;ring"));
            when(keyctl.requestKey(aryEq(bytes("keyring")), any(), any(), anyInt()))
                    .thenReturn(RING);
            when(keyctl.readKeyring(anyInt())).thenReturn(new int[0]);
            Keyrings keyrings = new Keyrings(keyctl);
            ofKeyring = new KeyringEntries(keyrings.at(KeyringPath.of(Integer.toString(RING)), false));
            ofProcess = new KeyringEntries(keyrings.ofProcess());
        }

        private void verifyNoCallout() {
            verify(keyctl, never()).requestKey(any(), any(), aryEq(INFO), anyInt());
        }

        @Test
        void aKeyringIsSearchedAndAMissGoesOnToRequestKeyIntoIt() {
            ofKeyring.request(NAME, INFO);
            verify(keyctl).search(eq(RING), aryEq(bytes("user")), aryEq(bytes("alias")), eq(Keyctl.NO_KEY));
            verify(keyctl).requestKey(aryEq(bytes("user")), aryEq(bytes("alias")), aryEq(INFO), eq(RING));
        }

        @Test
        void anExpiredKeyIsAMiss() {
            when(keyctl.search(eq(RING), any(), any(), anyInt()))
                    .thenThrow(new RefusedCall("KEYCTL_SEARCH", Errno.EKEYEXPIRED.number(), "alias"));
            ofKeyring.request(NAME, INFO);
            verify(keyctl).requestKey(aryEq(bytes("user")), aryEq(bytes("alias")), aryEq(INFO), eq(RING));
        }

        @Test
        void aKeyThatIsThereStartsNothing() {
            when(keyctl.search(eq(RING), any(), any(), anyInt())).thenReturn(FOUND);
            ofKeyring.request(NAME, INFO);
            verifyNoCallout();
        }

        @Test
        void theProcessViewAsksRequestKeyAtOnce() {
            ofProcess.request(NAME, INFO);
            verify(keyctl).requestKey(aryEq(bytes("user")), aryEq(bytes("alias")), aryEq(INFO), eq(Keyctl.NO_KEY));
        }

        @Test
        void noOtherLookupStartsAnything() {
            for (EntryStore store : new EntryStore[] {ofKeyring, ofProcess}) {
                assertFalse(store.contains(NAME));
                assertEquals(Optional.empty(), store.read(NAME, payload -> payload.remaining()));
                assertEquals(Optional.empty(), store.key(NAME));
                assertEquals(Optional.empty(), store.kept(NAME));
                assertEquals(0, store.names().size());
            }
            verifyNoCallout();
        }
    }

    /** A keystore whose missing entries no rule of request-key(8) makes. */
    @Nested
    @ParameterizedClass
    @EnumSource(names = {"KERNEL", "MEMORY"})
    @Tag("kernel")
    class WithoutARule extends OnEachBackend {
        private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

        private final Backend backend;

        WithoutARule(Backend backend) {
            super(backend);
            this.backend = backend;
        }

        private KeyStore store() throws Exception {
            return ScratchKeyring.keyStore(scratch().settings().callout("shop=1"));
        }

        @Test
        void questionsThatAskForNoEntryLeaveNoNegativeKey() throws Exception {
            KeyStore store = store();
            assertFalse(store.containsAlias("missing"));
            assertFalse(store.isKeyEntry("missing"));
            assertFalse(store.isCertificateEntry("missing"));
            assertFalse(store.aliases().hasMoreElements());
            assertEquals(0, store.size());
            assertArrayEquals(new int[0], scratch().links());
        }

        @Test
        void anEntryThatNoOneMakesIsMissingAndCanStillBeSet() throws Exception {
            if (backend == Backend.KERNEL) {
                Upcall.assumeHelper();
            }
            KeyStore store = store();
            assertNull(store.getKey("missing", null));
            assertNull(store.getEntry("missing", null));
            assertNull(store.getCertificateChain("missing"));
            assertFalse(store.containsAlias("missing"));
            assertEquals(0, store.size());

            store.setKeyEntry("missing", SECRET, null, null);
            assertEquals(SECRET, store.getKey("missing", null));
            assertEquals(1, store.size());
        }
    }
}
