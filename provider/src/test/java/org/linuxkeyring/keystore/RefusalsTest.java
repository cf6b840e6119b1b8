package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.entry.TestKeys;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.TestCertificates;

/** Refusals by the kernel, as a keystore reports them. */
@Tag("kernel")
class RefusalsTest {
    private static final String SECRET = "no-message-may-show-this";

    private ScratchKeyring scratch;
    private KeyStore store;

    @BeforeEach
    void open() throws Exception {
        scratch = ScratchKeyring.of(Backend.KERNEL);
        store = scratch.keyStore();
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            scratch.close();
        }
    }

    private static SecretKeySpec key(String text) {
        return new SecretKeySpec(bytes(text), "AES");
    }

    private static void assertTold(Class<? extends Exception> declared, Executable call, String... parts) {
        String told = assertThrows(declared, call).getMessage();
        for (String part : parts) {
            assertTrue(told.contains(part), told);
        }
        assertFalse(told.contains(SECRET), told);
    }

    /**
     * A possessed key that may be searched for can be read without read permission (security/keys/keyctl.c,
     * keyctl_read_key).
     */
    @Test
    void anEntryThatMayOnlyBeViewedIsEACCES() throws Exception {
        int key = scratch.add("user", "closed", bytes(SECRET));
        scratch.keyctl().setPermissions(key, 0x21010000);

        assertTold(
                UnrecoverableKeyException.class,
                () -> store.getKey("closed", null),
                "alias 'closed'",
                "KEYCTL_SEARCH",
                "EACCES",
                "keyctl link @u @s");
        assertTold(
                KeyStoreException.class,
                () -> store.setKeyEntry("closed", key(SECRET), null, null),
                "add_key",
                "EACCES",
                "write permission");
        assertEquals(List.of("closed"), Collections.list(store.aliases()));
        assertFalse(store.isKeyEntry("closed"));
    }

    @Test
    void anEntryThatMayNotBeLookedAtIsNotReplacedByACertificate() throws Exception {
        int key = scratch.add("user", "closed", bytes(SECRET));
        scratch.keyctl().setPermissions(key, 0);
        Certificate certificate =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 1)[0];

        assertTold(
                KeyStoreException.class,
                () -> store.setCertificateEntry("closed", certificate),
                "alias 'closed'",
                "KEYCTL_SEARCH",
                "EACCES");
    }

    /** A security module may refuse a read that the key's mask grants; the entry may be a key. */
    @Test
    void anEntryThatMayNotBeReadIsNotReplacedByACertificate() throws Exception {
        int key = scratch.add("user", "closed", bytes(SECRET));
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch.keyctl()));
        doThrow(new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "the key"))
                .when(refusing)
                .read(eq(key), any());
        KeyStore through = KeyStoreOn.open(refusing, scratch.settings().build());

        assertTold(
                KeyStoreException.class,
                () -> through.setCertificateEntry("closed", TestCertificates.root()),
                "alias 'closed'",
                "no trusted certificate. Delete it first");
        assertArrayEquals(bytes(SECRET), store.getKey("closed", null).getEncoded());
    }

    @Test
    void aKeyringThatMayNotBeWrittenIsEACCES() throws Exception {
        scratch.add("user", "old", bytes(SECRET));
        int mask = 0x3b000000;
        scratch.keyctl().setPermissions(scratch.serial(), mask);
        try {
            assertTold(
                    KeyStoreException.class,
                    () -> store.setKeyEntry("new", key(SECRET), null, null),
                    "alias 'new'",
                    "add_key",
                    "EACCES");
            assertTold(
                    KeyStoreException.class, () -> store.deleteEntry("old"), "alias 'old'", "KEYCTL_UNLINK", "EACCES");
        } finally {
            scratch.keyctl().setPermissions(scratch.serial(), 0x3f010000);
        }
        assertArrayEquals(bytes(SECRET), store.getKey("old", null).getEncoded());
    }

    @Test
    void aRevokedEntryIsEKEYREVOKEDAndCanBeStoredAnew() throws Exception {
        scratch.keyctl().revoke(scratch.add("user", "revoked", bytes(SECRET)));

        assertTold(
                UnrecoverableKeyException.class,
                () -> store.getKey("revoked", null),
                "alias 'revoked'",
                "KEYCTL_SEARCH",
                "EKEYREVOKED",
                "store a new one");
        assertFalse(store.containsAlias("revoked"));
        store.setKeyEntry("revoked", key("new"), null, null);
        assertEquals(key("new"), store.getKey("revoked", null));
    }

    @Test
    void aKeyTypeThatTheKernelDoesNotHaveIsENODEV() throws Exception {
        String types = Files.readString(Path.of("/proc/keys"));
        assumeTrue(!types.contains(" big_key ") && !hasBigKey(), "this kernel has big_key");

        assertTold(
                KeyStoreException.class,
                () -> store.setKeyEntry("%big_key:roots", key(SECRET), null, null),
                "add_key",
                "ENODEV",
                "type user");
    }

    private boolean hasBigKey() throws Exception {
        try {
            store.setKeyEntry("%big_key:probe", key("probe"), null, null);
            return true;
        } catch (KeyStoreException e) {
            return false;
        }
    }

    @Test
    void aRestrictedKeyringIsEPERM() {
        assumeTrue(
                Child.of("sh", "-c", "command -v keyctl").run().status() == 0,
                "keyctl(1), which restricts, is not there");
        Child.of("keyctl", "restrict_keyring", Integer.toString(scratch.serial()))
                .run()
                .succeeded();

        assertTold(
                KeyStoreException.class,
                () -> store.setKeyEntry("new", key(SECRET), null, null),
                "add_key",
                "EPERM",
                "The keyring is restricted");
    }

    @Test
    void aKeyringThatWasRevokedIsToldWhereverItIsUsed() throws Exception {
        int doomed = scratch.add("keyring", "doomed", new byte[0]);
        KeyStore inDoomed = ScratchKeyring.keyStore(scratch.settings().keyring(scratch.serial() + "/doomed"));
        scratch.keyctl().revoke(doomed);

        assertTold(IOException.class, () -> inDoomedAgain(doomed), "EKEYREVOKED");
        assertTold(KeyringException.class, inDoomed::aliases, "KEYCTL_READ", "EKEYREVOKED");
        assertTold(
                KeyStoreException.class,
                () -> inDoomed.setKeyEntry("new", key(SECRET), null, null),
                "add_key",
                "EKEYREVOKED");
        assertTold(UnrecoverableKeyException.class, () -> inDoomed.getKey("any", null), "KEYCTL_SEARCH", "EKEYREVOKED");
    }

    private void inDoomedAgain(int doomed) throws Exception {
        ScratchKeyring.keyStore(scratch.settings().keyring(Integer.toString(doomed)));
    }

    @Test
    void aSerialThatNoKeyHasIsENOKEY() throws Exception {
        int key = scratch.add("user", "gone", bytes(SECRET));
        scratch.keyctl().invalidate(key);

        assertTold(
                IOException.class,
                () -> ScratchKeyring.keyStore(scratch.settings().keyring(Integer.toString(key))),
                "does not exist",
                "ENOKEY",
                "keyctl show");
    }
}
