package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;

/** Which keys a change reaches: those that the keystore's own keyring links itself, and no others. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class ReachTest extends OnEachBackend {
    private static final byte[] THEIRS = bytes("another application's");
    private static final SecretKey OURS = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    private static final SecretKey NEWER = new SecretKeySpec(bytes("fedcba9876543210"), "AES");

    /** The session keyring is a level above, and the kernel searches six below that. */
    private static final int DEEP = 5;

    /** No key of the machine's user is called so. */
    private final String web = "test-" + UUID.randomUUID();

    private final Backend backend;
    private Keyctl keyctl;
    private int ofUser;
    private int session;
    private boolean isLinkedForThis;
    private int shopB;

    ReachTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /** {@code shop-b} below the user keyring, with an entry of another application's. */
    @BeforeEach
    void makeAnothersKeyring() {
        keyctl = scratch().keyctl();
        ofUser = keyctl.keyringId(Keyctl.USER_KEYRING, false);
        session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        // As a keystore does, so that this process possesses what is below: a session need not link the user keyring.
        isLinkedForThis = IntStream.of(keyctl.readKeyring(session)).noneMatch(link -> link == ofUser);
        if (isLinkedForThis) {
            keyctl.link(Keyctl.USER_KEYRING, session);
        }
        shopB = newKeyring(web + "-shop-b", ofUser);
    }

    @AfterEach
    void removeWhatIsInTheUserKeyring() {
        for (int link : keyctl.readKeyring(ofUser)) {
            if (description(link).contains(web)) {
                keyctl.unlink(link, ofUser);
            }
        }
        if (isLinkedForThis) {
            keyctl.unlink(ofUser, session);
        }
    }

    private int newKeyring(String name, int above) {
        return keyctl.addKey(bytes("keyring"), bytes(name), ByteBuffer.allocate(0), above);
    }

    private int add(String type, String name, int keyring) {
        return keyctl.addKey(bytes(type), bytes(name), ByteBuffer.wrap(THEIRS), keyring);
    }

    private String description(int key) {
        return new String(keyctl.describe(key), StandardCharsets.UTF_8);
    }

    private byte[] payload(int key) {
        return keyctl.read(key, payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        });
    }

    private List<String> links(int keyring) {
        return IntStream.of(keyctl.readKeyring(keyring))
                .mapToObj(this::description)
                .filter(description -> description.contains(web))
                .map(description ->
                        description.split(";", 5)[0] + " " + description.split(";", 5)[4])
                .sorted()
                .toList();
    }

    private boolean isLinked(int key, int keyring) {
        return IntStream.of(keyctl.readKeyring(keyring)).anyMatch(link -> link == key);
    }

    private KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(backend);
    }

    /** On what the process sees. */
    private KeyStore ofTheProcess() throws Exception {
        return ScratchKeyring.keyStore(settings());
    }

    private String refused(Executable change) {
        String message = assertThrows(KeyStoreException.class, change).getMessage();
        assertTrue(message.startsWith("Entry alias '" + web + "' "), message);
        assertTrue(message.contains("Nothing was changed"), message);
        return message;
    }

    private void assertUntouched(int key, int keyring) {
        assertArrayEquals(THEIRS, payload(key));
        assertTrue(isLinked(key, keyring));
    }

    private static void assertHolds(KeyStore store, String alias, Key key) throws Exception {
        assertEquals(key, store.getKey(alias, null));
    }

    /** Runs in a thread with a session keyring of its own, which links {@code before} and then the user keyring. */
    private void inSession(Body body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            int session = keyctl.joinSessionKeyring(null);
            try {
                body.run(session);
                return null;
            } finally {
                keyctl.clear(session);
            }
        });
        new Thread(task, "session of its own").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    @FunctionalInterface
    private interface Body {
        void run(int session) throws Exception;
    }

    /**
     * What Tomcat does: a second keystore of the same type, loaded from nothing, into which it copies the key under a
     * password.
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

    /** Deleting it would end all entries of the application whose it is; so would a timeout. */
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
    void theSessionsOwnEntryIsInTheWay() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyStore store = ofTheProcess();
            String message = refused(() -> store.setKeyEntry(web, OURS, null, null));
            assertTrue(message.contains("keyring=@s"), message);
            refused(() -> store.deleteEntry(web));
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
        });
    }

    /** The entry was there first; a session of another's making then put one before it. */
    @Test
    void anOwnEntryBehindThatOfTheSessionIsNotChanged() throws Exception {
        inSession(session -> {
            KeyStore store = ofTheProcess();
            store.setKeyEntry(web, OURS, null, null);
            int own = keyctl.search(ofUser, bytes("user"), bytes(web), Keyctl.NO_KEY);
            byte[] before = payload(own);
            int theirs = add("user", web, session);
            refused(() -> store.setKeyEntry(web, NEWER, null, null));
            refused(() -> store.deleteEntry(web));
            assertUntouched(theirs, session);
            assertArrayEquals(before, payload(own));
        });
    }

    /**
     * Linked a second time, right into the session: whether a search comes to it first is for the kernel's order to
     * say.
     */
    @Test
    void whateverTheOrderOfTheSessionWhatIsSetIsWhatIsFound() throws Exception {
        for (int others = 0; others < 20; others++) {
            int filling = others;
            inSession(session -> {
                keyctl.link(Keyctl.USER_KEYRING, session);
                for (int i = 0; i < filling; i++) {
                    add("user", web + "-" + filling + "-" + i, session);
                }
                int theirs = add("user", web, shopB);
                keyctl.link(shopB, session);
                KeyStore store = ofTheProcess();
                try {
                    store.setKeyEntry(web, OURS, null, null);
                    assertHolds(store, web, OURS);
                } catch (KeyStoreException e) {
                    assertTrue(e.getMessage().contains("keyring=@s/" + web + "-shop-b"), e.getMessage());
                    assertArrayEquals(THEIRS, ((SecretKey) store.getKey(web, null)).getEncoded());
                    assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
                }
                assertUntouched(theirs, shopB);
                keyctl.clear(shopB);
                int own = keyctl.search(ofUser, bytes("user"), bytes(web), Keyctl.NO_KEY);
                if (own != Keyctl.NO_KEY) {
                    keyctl.unlink(own, ofUser);
                }
            });
        }
    }

    @Test
    void aDeadEntryOfTheSessionIsInNoOnesWay() throws Exception {
        inSession(session -> {
            keyctl.revoke(add("user", web, session));
            KeyStore store = ofTheProcess();
            store.setKeyEntry(web, OURS, null, null);
            assertHolds(store, web, OURS);
        });
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

    /** The alias stands for the one below; what lies beside it is another entry, {@code %big_key:...}. */
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

    private void assumeBigKeys() {
        assumeTrue(new KeyTypeProbe(keyctl).exists(KeyType.BIG_KEY), "this kernel has no big_key");
    }

    /** A key is one object, however many keyrings link it: to link it is to share it. */
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
    void aStagedChangeIsRefusedWhenItIsMade() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyStore store = ScratchKeyring.keyStore(settings().writes(Writes.ON_STORE));
            refused(() -> store.setKeyEntry(web, OURS, null, null));
            refused(() -> store.deleteEntry(web));
            store.store(null);
            assertUntouched(theirs, session);
        });
    }

    @Test
    void aStagedChangeIsRefusedWhenItIsStored() throws Exception {
        inSession(session -> {
            KeyStore store = ScratchKeyring.keyStore(settings().writes(Writes.ON_STORE));
            store.setKeyEntry(web, OURS, null, null);
            int theirs = add("user", web, session);
            IOException e = assertThrows(IOException.class, () -> store.store(null));
            assertTrue(e.getMessage().contains("keyring=@s"), e.getMessage());
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
            keyctl.unlink(theirs, session);
            store.store(null);
            assertHolds(ofTheProcess(), web, OURS);
        });
    }

    @Test
    void aStagedCertificateIsRefusedWhenItIsStoredBehindAnotherType() throws Exception {
        assumeBigKeys();
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        store.setCertificateEntry(web, TestCertificates.root());
        int below = newKeyring("below", scratch().serial());
        int theirs = add("user", web, below);
        IOException e = assertThrows(IOException.class, () -> store.store(null));
        assertTrue(e.getMessage().contains("keyring=" + scratch().serial() + "/below"), e.getMessage());
        assertUntouched(theirs, below);
        assertEquals(List.of(), links(scratch().serial()));
    }

    @Test
    void aStagedDeletionIsRefusedWhenItIsStored() throws Exception {
        scratch().keyStore().setKeyEntry(web, OURS, null, null);
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));
        store.deleteEntry(web);
        int theirs = add("user", web, newKeyring("below", scratch().serial()));
        assertThrows(IOException.class, () -> store.store(null));
        assertHolds(scratch().keyStore(), web, OURS);
        assertArrayEquals(THEIRS, payload(theirs));
    }

    @Test
    void aTimeoutIsNotSetElsewhere() throws Exception {
        int theirs = add("user", web, newKeyring("below", scratch().serial()));
        KeyringKeyStore store = KeyringKeyStore.of(scratch().keyStore());
        refused(() -> store.setTimeout(web, Duration.ofSeconds(10)));
        assertEquals("perm", keyctl.timeLeft(theirs));
    }

    @Test
    void severalEntriesOfWhichOneIsInTheWayAreTakenBack() throws Exception {
        inSession(session -> {
            int theirs = add("user", web, session);
            KeyringKeyStore store = KeyringKeyStore.of(ScratchKeyring.keyStore(settings()));
            add("user", web + "-below", shopB);
            Map<String, KeyStore.Entry> batch = new LinkedHashMap<>();
            batch.put(web + "-new", new KeyStore.SecretKeyEntry(OURS));
            batch.put(web + "-below", new KeyStore.SecretKeyEntry(OURS));
            batch.put(web, new KeyStore.SecretKeyEntry(OURS));
            String message = refused(() -> store.setEntries(batch, null));
            assertTrue(message.endsWith("What was stored is taken back"), message);
            assertUntouched(theirs, session);
            assertEquals(List.of("keyring " + web + "-shop-b"), links(ofUser));
            assertEquals(List.of("user " + web + "-below"), links(shopB));
        });
    }

    @Test
    void aKeyOfTheThreadIsInTheWay() throws Exception {
        inSession(session -> {
            int thread = keyctl.keyringId(Keyctl.THREAD_KEYRING, true);
            int theirs = add("user", web, thread);
            String message = refused(() -> ofTheProcess().setKeyEntry(web, OURS, null, null));
            assertTrue(message.contains("keyring=@t"), message);
            assertUntouched(theirs, thread);
        });
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
