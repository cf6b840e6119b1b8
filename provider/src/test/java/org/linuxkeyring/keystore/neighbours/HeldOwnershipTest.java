package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * A key is held for an entry only if its name belongs to this entry alone and the same keyring links both. The name
 * that the entry notes proves nothing. The held keys are of type logon, which every kernel has.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldOwnershipTest extends OnForgedEntries {
    HeldOwnershipTest(Backend backend) {
        super(backend);
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramIsDeletedAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));

        store.deleteEntry("bait");

        assertTrue(links(scratch, fscrypt));
        assertEquals("perm", timeLeft(fscrypt));
        assertFalse(store.containsAlias("bait"));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramIsReplacedAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));

        store.setKeyEntry("bait", AES, null, null);

        assertTrue(links(scratch, fscrypt));
        assertEquals("perm", timeLeft(fscrypt));
        assertEquals(AES, store.getKey("bait", null));
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherProgramHasNoKeyAndCostsItselfAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        forge(scratch, "bait", name(fscrypt));
        store.setKeyEntry("good", AES, null, null);

        assertRefused(store, "bait", "%logon:fscrypt:0123456789abcdef");
        assertEquals(Set.of("bait", "good", "%logon:fscrypt:0123456789abcdef"), aliases(store));
        assertFalse(store.isKeyEntry("bait"));
        assertEquals(AES, store.getKey("good", null));
        assertFalse(store.entryInstanceOf("bait", KeyStore.SecretKeyEntry.class));
    }

    @Test
    void aNameThatAnEntryGivesIsShownCutAndWithoutControlCharacters() throws Exception {
        forge(scratch, "bait", Description.of("x:\u001b[2J" + "y".repeat(4000)));

        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> store.getKey("bait", null));

        assertFalse(refused.getMessage().contains("\u001b"));
        assertTrue(refused.getMessage().length() < 500, refused.getMessage());
    }

    /** The kernel is not asked for a name that no key can have. */
    @Test
    void anEntryThatNamesAnImpossibleKeyHasNone() throws Exception {
        forge(scratch, "empty", Description.of(""));
        forge(scratch, "nul", Description.of("linuxkeyring:user:nul\0#0123456789abcdef"));

        for (String alias : List.of("empty", "nul")) {
            assertThrows(UnrecoverableKeyException.class, () -> store.getKey(alias, null), alias);
        }
    }

    @Test
    void anEntryThatNamesTheKeyOfAnotherEntryHasNone() throws Exception {
        int victims = hold(scratch, "victim");
        forge(scratch, "bait", name(victims));

        assertRefused(store, "bait", "%logon:linuxkeyring:user:victim#");
        store.setKeyEntry("bait", AES, null, null);
        store.deleteEntry("bait");

        assertEquals(victims, serial(store, "victim"));
        assertEquals("perm", timeLeft(victims));
    }

    @Test
    void anEntryWhoseNameIsThatOfAKeyHeldForAnotherHasNotThatKey() throws Exception {
        int victims = hold(scratch, "victim");
        add(
                scratch,
                "user",
                name(victims),
                TestCertificates.chain(TestKeys.pair("EC").getPublic(), 1)[0].getEncoded());
        String alias = name(victims).toString();

        assertTrue(store.isCertificateEntry(alias));
        store.deleteEntry(alias);

        assertEquals(victims, serial(store, "victim"));
    }

    @Test
    void aDeadKeyIsToldOf() throws Exception {
        int held = hold(scratch, "server");
        assertEquals(held, serial(store, "server"));

        scratch().keyctl().revoke(held);

        assertRefused(store, "server", "it was removed or revoked, or has expired");
        store.deleteEntry("server");
        assertEquals(Set.of(), aliases(store));
    }

    @Test
    void anEntryThatWasCopiedToAnotherNameHasNoKey() throws Exception {
        int held = hold(scratch, "server");
        forge(scratch, "renamed", name(held));

        assertRefused(store, "renamed", "is none of its own");
        assertEquals(held, serial(store, "server"));
    }

    @Test
    void deletingAnEntryWithAnUnusableKeyRemovesWhatWasLeftOfItToo() throws Exception {
        hold(scratch, "server");
        int left = add(
                scratch, "logon", HeldName.next(user("server"), KeyType.LOGON).description(), SECRET);

        store.deleteEntry("server");

        assertFalse(links(scratch, left));
        assertEquals(0, scratch().links().length);
    }

    @Test
    void aKeyStoreThatOnlyReadsFindsTheSameKey() throws Exception {
        int held = hold(scratch, "server");
        KeyStore reading = ScratchKeyring.keyStore(scratch().settings().writes(Writes.NEVER));
        KeyStore staging = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        assertEquals(held, serial(reading, "server"));
        assertEquals(held, serial(staging, "server"));
    }

    @Test
    void aRenewalThatWaitsToBeStoredHasTheKeyAlready() throws Exception {
        int held = hold(scratch, "server");
        KeyStore staging = ScratchKeyring.keyStore(scratch().settings().writes(Writes.ON_STORE));

        staging.setKeyEntry("server", staging.getKey("server", null), null, null);
        assertEquals(held, serial(staging, "server"));
        staging.store(null, null);

        assertEquals(held, serial(store, "server"));
        assertEquals("perm", timeLeft(held));
    }

    @Test
    void aTimeoutIsThatOfTheEntrysOwnKeyAlone() throws Exception {
        int fscrypt = add(scratch, "logon", "fscrypt:0123456789abcdef", SECRET);
        int entry = forge(scratch, "bait", name(fscrypt));

        store.setEntry(
                "bait",
                new KeyStore.SecretKeyEntry(AES),
                org.linuxkeyring.spec.KeyringProtection.builder()
                        .timeout(java.time.Duration.ofMinutes(150))
                        .build());

        assertEquals("2h", timeLeft(entry));
        assertEquals("perm", timeLeft(fscrypt));
        assertEquals(Optional.empty(), KeyInfo.of(store.getKey("bait", null)));
    }
}
