package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;

/** Which keys a change reaches where a user key and a big_key have the same description. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class BigKeyReachTest extends BesideAnotherApplication {
    BigKeyReachTest(Backend backend) {
        super(backend);
    }

    @Test
    void aCertificateIsAUserKeyWhereAnotherOfThatAliasWouldBeFoundInItsPlace() throws Exception {
        assumeBigKeys();
        int below = newKeyring("below", scratch().serial());
        ScratchKeyring.keyStore(settings().keyring(Integer.toString(below)).type(EntryType.USER))
                .setCertificateEntry(web, TestCertificates.root());
        int theirs = keyctl.readKeyring(below)[0];
        byte[] before = payload(theirs);
        KeyStore store = scratch().keyStore();
        Certificate ours = TestCertificates.selfSigned("ours");
        store.setCertificateEntry(web, ours);
        assertEquals(ours, store.getCertificate(web));
        assertEquals(List.of("user " + web), links(scratch().serial()));
        assertArrayEquals(before, payload(theirs));
    }

    @Test
    void aLargeEntryIsRefusedWhereASmallOneElsewhereWouldBeFoundInItsPlace() throws Exception {
        assumeBigKeys();
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        KeyStore store = scratch().keyStore();
        SecretKey large = new SecretKeySpec(new byte[40_000], "RAW");
        String message = refused(() -> store.setKeyEntry(web, large, null, null));
        assertTrue(message.contains("keyring=" + scratch().serial() + "/below"), message);
        assertEquals(List.of(), links(scratch().serial()));
        assertUntouched(theirs, below);
    }

    @Test
    void anEntryThatOutgrowsItsTypeUncoversNoOther() throws Exception {
        assumeBigKeys();
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        refused(() -> store.setKeyEntry(web, new SecretKeySpec(new byte[40_000], "RAW"), null, null));
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
    }

    @Test
    void anEntryThatOutgrowsItsTypeLeavesABigKeyBelowAsItIs() throws Exception {
        assumeBigKeys();
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        int below = newKeyring("below", scratch().serial());
        int theirs = add("big_key", web, below);
        SecretKey large = new SecretKeySpec(new byte[40_000], "RAW");
        store.setKeyEntry(web, large, null, null);
        assertHolds(store, web, large);
        assertEquals(List.of("big_key " + web), links(scratch().serial()));
        assertUntouched(theirs, below);
    }

    @Test
    void anEntryIsNotDeletedWhereABigKeyElsewhereWouldBeFound() throws Exception {
        assumeBigKeys();
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        int below = newKeyring("below", scratch().serial());
        int theirs = add("big_key", web, below);
        refused(() -> store.deleteEntry(web));
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
    }

    /** The alias means the entry below; the key beside it is another entry, {@code %big_key:...}. */
    @Test
    void aNewEntryHidesTheOneBelowAndLeavesTheBigKeyOfThatName() throws Exception {
        assumeBigKeys();
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        int big = add("big_key", web, scratch().serial());
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
        assertUntouched(big, scratch().serial());
    }

    /** The alias then stands for the big_key that the keystore's keyring links itself. */
    @Test
    void anEntryIsDeletedWhereABigKeyOfTheKeystoresOwnHidesTheOneElsewhere() throws Exception {
        assumeBigKeys();
        int below = newKeyring("below", scratch().serial());
        int theirs = add("big_key", web, below);
        int big = add("big_key", web, scratch().serial());
        add("user", web, scratch().serial());
        scratch().keyStore().deleteEntry(web);
        assertEquals(List.of("big_key " + web), links(scratch().serial()));
        assertUntouched(big, scratch().serial());
        assertUntouched(theirs, below);
    }

    /** The alias means the entry below before and after; the big_key beside the new one is another entry. */
    @Test
    void whenANewEntryIsTakenBackTheBigKeyOfThatNameStays() throws Exception {
        assumeBigKeys();
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        int big = add("big_key", web, scratch().serial());
        String closed = web + "-closed";
        keyctl.setPermissions(add("user", closed, scratch().serial()), 0x3b010000);
        Map<String, KeyStore.Entry> both = new LinkedHashMap<>();
        both.put(web, new KeyStore.SecretKeyEntry(OURS));
        both.put(closed, new KeyStore.SecretKeyEntry(OURS));
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());

        String told = assertThrows(KeyStoreException.class, () -> store.setEntries(both, null))
                .getMessage();

        assertTrue(told.endsWith("What was stored is taken back"), told);
        assertEquals(
                List.of("big_key " + web, "user " + closed), links(scratch().serial()));
        assertUntouched(big, scratch().serial());
        assertUntouched(theirs, below);
    }
}
