package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * Entries that a helper program makes or refuses to make, by the rules that keyutils' own /etc/request-key.conf has.
 */
@Tag("kernel")
class HelperProgramTest {
    /** The callout info with which the helper program makes a key of it. */
    private static final String MADE = "debug:loop:made";

    private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");

    /** The keyrings that a keystore searches: a keyring of its own below the session keyring, or all of the process. */
    private enum View {
        KEYRING,
        PROCESS
    }

    @Nested
    @ParameterizedClass
    @EnumSource
    @ExtendWith(FreshSession.class)
    class InEitherView {
        private final View view;

        InEitherView(View view) {
            this.view = view;
        }

        private KeyStore store(String callout) throws Exception {
            Upcall.assumeRulesOfKeyutils();
            return ScratchKeyring.keyStore(settings().callout(callout));
        }

        private KeyringLoadStoreParameter.Builder settings() {
            return switch (view) {
                case KEYRING -> ScratchKeyring.of(Backend.KERNEL).settings();
                case PROCESS -> KeyringLoadStoreParameter.builder().backend(Backend.KERNEL);
            };
        }

        /**
         * An entry that is made for a keystore without a keyring is in the session keyring, while changes go to the
         * user keyring.
         */
        private KeyStore changeable(KeyStore store) throws Exception {
            if (view == View.KEYRING) {
                return store;
            }
            String refusal = assertThrows(KeyStoreException.class, () -> store.deleteEntry(MADE))
                    .getMessage();
            assertTrue(refusal.contains("set keyring=@s"), refusal);
            return ScratchKeyring.keyStore(settings().keyring("@s"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"shop=1", "two  blanks, a tab\tand \\ %k \"quotes\" $(id)", "Schlüssel 鍵 🔑"})
        void theHelperGetsTheCalloutInfoAsItIs(String callout) throws Exception {
            assertArrayEquals(bytes(callout), store(callout).getKey(MADE, null).getEncoded());
        }

        @Test
        void entryAndChainAreAskedForAsTheKeyIs() throws Exception {
            KeyStore store = store("shop=1");
            assertNotNull(store.getEntry("debug:loop:entry", null));
            assertNull(store.getCertificateChain("debug:loop:chain"));
            assertTrue(store.containsAlias("debug:loop:chain"));
        }

        @Test
        void noOtherQuestionStartsAHelper() throws Exception {
            KeyStore store = store("shop=1");
            assertFalse(store.containsAlias(MADE));
            assertFalse(store.isKeyEntry(MADE));
            assertFalse(store.isCertificateEntry(MADE));
            assertFalse(store.entryInstanceOf(MADE, KeyStore.SecretKeyEntry.class));
            assertNull(store.getCertificate(MADE));
            assertNull(store.getCreationDate(MADE));
            assertNotListed(MADE, store);
            store.deleteEntry(MADE);
            assertFalse(store.containsAlias(MADE));
        }

        @Test
        void whatIsThereIsNotAskedForAgainUntilItIsDeleted() throws Exception {
            KeyStore store = store("shop=1");
            store.getKey(MADE, null);
            int made = serial(MADE);
            store.getKey(MADE, null);
            assertEquals(made, serial(MADE));

            changeable(store).deleteEntry(MADE);
            assertFalse(store.containsAlias(MADE));
            assertNotNull(store.getKey(MADE, null));
            assertTrue(made != serial(MADE), "the helper made no new key");
        }

        @Test
        void whatTheHelperSaysIsNotThereIsMissingAndCanBeSet() throws Exception {
            KeyStore store = store("negate");
            assertNull(store.getKey("debug:none", null));
            assertNull(store.getKey("debug:none", null));
            assertNull(store.getEntry("debug:none", null));
            assertFalse(store.containsAlias("debug:none"));
            assertNotListed("debug:none", store);

            store.setKeyEntry("debug:none", SECRET, null, null);
            assertEquals(SECRET, store.getKey("debug:none", null));
            assertEquals(1, Collections.frequency(Collections.list(store.aliases()), "debug:none"));
            store.deleteEntry("debug:none");
            assertFalse(store.containsAlias("debug:none"));
        }

        @ParameterizedTest
        @EnumSource(names = {"EKEYREJECTED", "EKEYEXPIRED", "EKEYREVOKED"})
        void theHelpersReasonIsTold(Errno reason) throws Exception {
            String alias = "debug:" + reason;
            KeyStore store = store(reason.name().substring("EKEY".length()).toLowerCase(Locale.ROOT));
            for (int time = 1; time <= 2; time++) {
                assertReason(reason, assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null)));
                assertReason(reason, assertThrows(UnrecoverableKeyException.class, () -> store.getEntry(alias, null)));
                assertEquals(
                        reason,
                        assertThrows(KeyctlException.class, () -> store.getCertificateChain(alias))
                                .errno());
            }
            assertFalse(store.containsAlias(alias));
            assertFalse(store.isKeyEntry(alias));
            assertNull(store.getCertificate(alias));
            assertNotListed(alias, store);
        }

        /** The process also sees what other programs keep in the user keyring. */
        private static void assertNotListed(String alias, KeyStore store) throws KeyStoreException {
            List<String> aliases = Collections.list(store.aliases());
            assertFalse(aliases.contains(alias), aliases::toString);
        }

        private static void assertReason(Errno reason, UnrecoverableKeyException refusal) {
            assertTrue(refusal.getMessage().contains("alias 'debug:" + reason + "'"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("failed: " + reason.name()), refusal.getMessage());
            assertEquals(reason, ((KeyctlException) refusal.getCause()).errno());
        }
    }

    /** The keyrings to which the kernel links what was made, in addition to those that the helper program chooses. */
    @Nested
    @ExtendWith(FreshSession.class)
    class Destination {
        @Test
        void theKeyringOfTheKeyStore() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
            ScratchKeyring.keyStore(scratch.settings().callout("shop=1")).getKey(MADE, null);

            assertArrayEquals(new int[] {serial(MADE)}, scratch.links());
            assertFalse(FreshSession.descriptions().contains(MADE));
        }

        /** KEY_REQKEY_DEFL_DEFAULT is the session keyring for a thread without a thread or process keyring. */
        @Test
        void withoutAKeyringTheKernelsDefaultWhichIsTheSessionKeyring() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring.keyStore(KeyringLoadStoreParameter.builder()
                            .backend(Backend.KERNEL)
                            .callout("shop=1"))
                    .getKey(MADE, null);

            assertTrue(FreshSession.descriptions().contains(MADE));
            assertEquals(
                    Keyctl.NO_KEY,
                    OpenBackend.of(Backend.KERNEL)
                            .search(Keyctl.USER_KEYRING, bytes("user"), bytes(MADE), Keyctl.NO_KEY));
        }

        /** request_key(2) first searches all keyrings of the process, whatever the destination. */
        @Test
        void aKeyOfThatNameElsewhereIsLinkedInsteadOfMade() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring elsewhere = ScratchKeyring.of(Backend.KERNEL);
            int key = elsewhere.add("user", MADE, bytes("not made"));
            ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
            KeyStore store = ScratchKeyring.keyStore(scratch.settings().callout("shop=1"));

            assertArrayEquals(bytes("not made"), store.getKey(MADE, null).getEncoded());
            assertArrayEquals(new int[] {key}, scratch.links());
        }

        @Test
        void aKeyringThatMayNotBeWrittenToIsARefusalAndStartsNothing() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
            KeyStore store = ScratchKeyring.keyStore(scratch.settings().callout("shop=1"));
            int writable = 0x3f010000;
            int notWritable = 0x3b010000;
            scratch.keyctl().setPermissions(scratch.serial(), notWritable);
            try {
                UnrecoverableKeyException refusal =
                        assertThrows(UnrecoverableKeyException.class, () -> store.getKey(MADE, null));
                assertEquals(Errno.EACCES, ((KeyctlException) refusal.getCause()).errno());
                assertThrows(KeyringException.class, () -> store.getCertificateChain(MADE));
            } finally {
                scratch.keyctl().setPermissions(scratch.serial(), writable);
            }
            assertEquals(0, IntStream.of(scratch.links()).count());
        }
    }

    /** An expired or revoked key is not a negative one: the kernel's search decides whether it is made again. */
    @Nested
    @ExtendWith(FreshSession.class)
    class OfADeadKey {
        @Test
        void aRevokedOneIsToldAndNotMadeAgain() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
            KeyStore store = ScratchKeyring.keyStore(scratch.settings().callout("shop=1"));
            int key = scratch.add("user", MADE, bytes("old"));
            scratch.keyctl().revoke(key);
            UnrecoverableKeyException refusal =
                    assertThrows(UnrecoverableKeyException.class, () -> store.getKey(MADE, null));
            assertEquals(Errno.EKEYREVOKED, ((KeyctlException) refusal.getCause()).errno());
        }

        @Test
        void anExpiredOneIsMadeAgain() throws Exception {
            Upcall.assumeRulesOfKeyutils();
            ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL);
            KeyStore store = ScratchKeyring.keyStore(scratch.settings().callout("shop=1"));
            int key = scratch.add("user", MADE, bytes("old"));
            scratch.keyctl().setTimeout(key, 1);
            while (store.containsAlias(MADE)) {
                Thread.onSpinWait();
            }
            assertArrayEquals(bytes("shop=1"), store.getKey(MADE, null).getEncoded());
        }
    }

    private static int serial(String description) {
        return OpenBackend.of(Backend.KERNEL).requestKey(bytes("user"), bytes(description), null, Keyctl.NO_KEY);
    }
}
