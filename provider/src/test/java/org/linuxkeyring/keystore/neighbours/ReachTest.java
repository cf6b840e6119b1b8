package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.testing.Await;

/** Which keys a change reaches: those that the keystore's own keyring links itself, and no others. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ReachTest extends BesideAnotherApplication {
    /**
     * The depth of the deepest keyring that is searched: the session keyring is one level above, and the kernel
     * searches six levels below that.
     */
    private static final int DEEP = 5;

    ReachTest(Backend backend) {
        super(backend);
    }

    /**
     * Tomcat does this: it copies the key under a password into a second keystore of the same type, which is loaded
     * from nothing.
     */
    @Test
    void aKeystoreLoadedFromNothingLeavesTheEntryOfAnotherApplicationAsItIs() throws Exception {
        int theirs = add("user", web, shopB);
        KeyStore copy = ofTheProcess();
        copy.setKeyEntry(web, OURS, "changeit".toCharArray(), null);
        assertUntouched(theirs, shopB);
        assertEquals(OURS, copy.getKey(web, "changeit".toCharArray()));
        assertEquals(List.of("keyring " + web + "-shop-b", "user " + web), links(ofUser));
    }

    /** Deleting the keyring, or giving it a timeout, would end all entries of the application that owns it. */
    @ParameterizedTest
    @ValueSource(strings = {"immediate", "on-store"})
    void aKeyringIsNoEntryThoughAnAliasIsWrittenLikeIt(String writes) throws Exception {
        int theirs = add("user", web, shopB);
        KeyStore store = ScratchKeyring.keyStore(settings().set("writes", writes));
        String alias = "%keyring:" + web + "-shop-b";
        assertFalse(store.containsAlias(alias));
        assertNull(store.getKey(alias, null));
        store.deleteEntry(alias);
        store.store(null);
        assertThrows(KeyStoreException.class, () -> store.setKeyEntry(alias, OURS, null, null));
        assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
        assertUntouched(theirs, shopB);
    }

    @Test
    void whatIsBelowTheUserKeyringIsReadAndNotDeleted() throws Exception {
        int theirs = add("user", web, shopB);
        KeyStore store = ofTheProcess();
        assertTrue(store.containsAlias(web));
        String message = refused(() -> store.deleteEntry(web));
        assertTrue(message.contains(web + "-shop-b") && message.contains("(" + shopB + ")"), message);
        assertTrue(message.matches("(?s).*keyring=@[us]\\S*/" + web + "-shop-b.*"), message);
        assertUntouched(theirs, shopB);
    }

    @Test
    void anEntryThatHidesAnothersIsNotDeletedSinceTheAliasWouldStillBeThere() throws Exception {
        int theirs = add("user", web, shopB);
        KeyStore store = ofTheProcess();
        store.setKeyEntry(web, OURS, null, null);
        String message = refused(() -> store.deleteEntry(web));
        assertTrue(message.contains("would be found then"), message);
        assertHolds(store, web, OURS);
        assertUntouched(theirs, shopB);
        keyctl.unlink(theirs, shopB);
        store.deleteEntry(web);
        assertFalse(store.containsAlias(web));
    }

    @Test
    void anEntryOfAKeyringBelowAConfiguredOneIsOnlyRead() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        KeyStore store = scratch().keyStore();
        assertEquals(List.of(web), Collections.list(store.aliases()));
        refused(() -> store.deleteEntry(web));
        store.setKeyEntry(web, OURS, null, null);
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
        assertEquals(List.of("user " + web), links(scratch().serial()));
        store.setKeyEntry(web, NEWER, null, null);
        assertHolds(store, web, NEWER);
        refused(() -> store.deleteEntry(web));
        assertUntouched(theirs, below);
    }

    @Test
    void anEntryWithAPolicyIsMadeBesideOneBelow() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().timeout(Duration.ofHours(1)));
        store.setKeyEntry(web, OURS, null, null);
        assertUntouched(theirs, below);
        assertEquals("perm", keyctl.timeLeft(theirs));
        assertEquals(OURS, store.getKey(web, null));
    }

    @Test
    void anEntryThatHidesAnothersGetsATimeoutAlone() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        KeyringKeyStore.of(store).setTimeout(web, Duration.ofMinutes(150));
        int ours = KeyringKeyStore.of(store).info(web).orElseThrow().serial();
        assertTrue(isLinked(ours, scratch().serial()));
        assertEquals("2h", keyctl.timeLeft(ours));
        assertEquals("perm", keyctl.timeLeft(theirs));
    }

    @Test
    void aDeadEntryGivesWayThoughThereIsOneBelow() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        int dead = add("user", web, scratch().serial());
        keyctl.revoke(dead);
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().permissions(Permissions.of("0x3f030000")));
        store.setKeyEntry(web, OURS, null, null);
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
        assertFalse(isLinked(dead, scratch().serial()));
    }

    /** add_key(2) would bring the expired key to life again, with its mask and whoever owns it. */
    @Test
    void anExpiredEntryGivesWayThoughThereIsOneBelow() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        int expired = add("user", web, scratch().serial());
        keyctl.setTimeout(expired, 1);
        Await.until(() -> !isLive(expired), "the key expires");
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        assertHolds(store, web, OURS);
        assertUntouched(theirs, below);
        assertFalse(isLinked(expired, scratch().serial()));
    }

    private boolean isLive(int key) {
        try {
            keyctl.describe(key);
            return true;
        } catch (KeyctlException e) {
            return false;
        }
    }

    @Test
    void anEntryThatMayNotBeSearchedIsNotReplacedWhereOneBelowWouldStillBeFound() throws Exception {
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        int hidden = add("user", web, scratch().serial());
        keyctl.setPermissions(hidden, 0x37030000);
        KeyStore store = scratch().keyStore();
        String message = refused(() -> store.setKeyEntry(web, OURS, null, null));
        assertTrue(message.contains("keyctl setperm " + hidden), message);
        assertArrayEquals(THEIRS, payload(hidden));
        assertUntouched(theirs, below);
    }

    /** A key is one object that several keyrings can link: they share it. */
    @Test
    void anEntryThatAnotherKeyringLinksTooIsChangedForBoth() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setKeyEntry(web, OURS, null, null);
        int shared = scratch().links()[0];
        keyctl.link(shared, shopB);
        store.setKeyEntry(web, NEWER, null, null);
        assertArrayEquals(new int[] {shared}, scratch().links());
        store.deleteEntry(web);
        assertFalse(store.containsAlias(web));
        assertTrue(isLinked(shared, shopB));
    }

    @Test
    void chainsOfKeyringsAreFollowedAsDeepAsTheKernelSearches() throws Exception {
        int keyring = scratch().serial();
        for (int depth = 0; depth < DEEP; depth++) {
            keyring = newKeyring("deeper", keyring);
        }
        int theirs = add("user", web, keyring);
        KeyStore store = scratch().keyStore();
        assertTrue(store.containsAlias(web));
        String message = refused(() -> store.deleteEntry(web));
        assertTrue(message.endsWith("keyring=" + scratch().serial() + "/deeper".repeat(DEEP)), message);
        assertUntouched(theirs, keyring);
    }
}
