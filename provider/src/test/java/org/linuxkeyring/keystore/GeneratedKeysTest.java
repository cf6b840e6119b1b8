package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;

/** Secret keys that are made for an entry: by the kernel, or where it cannot, of random bytes. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class GeneratedKeysTest extends OnHeldEntries {
    private static final int AES_256 = 32;
    private static final int AES_128 = 16;
    private static final int WRITE_AND_SETATTR = 0x24242424;
    private static final String MASTER = "user:master";

    private final Backend backend;

    GeneratedKeysTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    private boolean makesKeys() {
        return new KeyTypeProbe(scratch().keyctl()).exists(KeyType.ENCRYPTED);
    }

    private void assumeMakesKeys() {
        assumeTrue(backend == Backend.KERNEL, "memory makes no keys");
        assumeTrue(makesKeys(), "this kernel has no keys of type encrypted (CONFIG_ENCRYPTED_KEYS)");
    }

    private void make(int bytes, EntryPolicy given, Optional<String> master) throws KeyStoreException {
        writer(entries, "token", given).make(new GeneratedEntry.Secret("AES", bytes, master));
    }

    private void make(int bytes) throws KeyStoreException {
        make(bytes, EntryPolicy.NONE, Optional.empty());
    }

    private KeyName heldName() {
        return told(entry -> HeldName.noted(entry).orElseThrow());
    }

    private KernelKey held() {
        return entries.own(heldName()).orElseThrow();
    }

    private Origin origin() {
        return told(StoredEntry::origin);
    }

    private Optional<String> ciphertext() {
        return told(entry -> entry.originNote().flatMap(OriginNote::ciphertext));
    }

    private <T> T told(Function<StoredEntry, T> question) {
        try (StoredEntry entry = entries.entry(ENTRY).orElseThrow()) {
            return question.apply(entry);
        }
    }

    @Test
    void theKernelMakesAKeyWhereItHasTheType() throws Exception {
        make(AES_256);

        assertEquals(makesKeys() ? KeyType.ENCRYPTED : KeyType.LOGON, heldName().type());
        assertEquals(makesKeys() ? Origin.GENERATED_IN_KERNEL : Origin.GENERATED, origin());
        assertEquals(held().metadata().name(), heldName());
        assertEquals(List.of(ENTRY), entries.names());
        assertEquals(Set.of(ENTRY, heldName()), Set.copyOf(allKeys()));
    }

    /** A key of 128 bits is shorter than any that the kernel makes. */
    @Test
    void aShortKeyIsMadeOfRandomBytes() throws Exception {
        make(AES_128);

        assertEquals(KeyType.LOGON, heldName().type());
        assertEquals(Origin.GENERATED, origin());
    }

    @ParameterizedTest
    @CsvSource({"19, logon", "20, encrypted", "4096, encrypted"})
    void theKernelMakesKeysBetweenItsLimits(int bytes, String type) throws Exception {
        assumeMakesKeys();
        make(bytes);
        assertEquals(type, heldName().type().toString());
    }

    /**
     * Possession implies the permission to read, whatever the mask: what keeps the key is that no one knows the name of
     * its master key, or may give it another.
     */
    @Test
    void noOneCanReadAKeyThatTheKernelMadeOrGiveItAMasterKey() throws Exception {
        assumeMakesKeys();
        make(AES_256, EntryPolicy.NONE.permitting(Permissions.of("0x3f3f3f3f")), Optional.empty());

        KernelKey held = held();
        assertEquals(
                0x3f3f3f3f & ~WRITE_AND_SETATTR, held.metadata().permissions().bits());
        scratch().add("user", "master", SECRET);
        assertRefused(Errno.ENOKEY, () -> held.read(payload -> payload));
        assertRefused(
                Errno.EACCES,
                () -> scratch().keyctl().update(held.serial(), ByteBuffer.wrap(bytes("update user:master"))));
        assertRefused(
                Errno.EACCES,
                () -> scratch().add("encrypted", heldName().description().toString(), bytes("update user:master")));
        assertRefused(Errno.EACCES, () -> held.setPermissions(Permissions.of("0x3f3f3f3f")));
        assertRefused(Errno.ENOKEY, () -> held.read(payload -> payload));
        // The readable half has the mask that was asked for.
        assertEquals(
                0x3f3f3f3f,
                entries.own(ENTRY).orElseThrow().metadata().permissions().bits());
    }

    private static void assertRefused(Errno errno, Executable call) {
        assertEquals(errno, assertThrows(KeyctlException.class, call).errno());
    }

    @Test
    void theTimeoutIsThatOfBothKeys() throws Exception {
        make(AES_256, EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)), Optional.empty());

        assertEquals("2h", timeLeft(heldName()));
        assertEquals("2h", timeLeft(ENTRY));
    }

    @Test
    void anotherKeyTakesThePlaceOfTheOneBefore() throws Exception {
        make(AES_256);
        KeyName first = heldName();
        make(AES_256);

        assertNotEquals(first, heldName());
        if (makesKeys()) {
            // Its timeout cannot be set, so it goes at once.
            assertEquals(Set.of(ENTRY, heldName()), Set.copyOf(allKeys()));
        } else {
            assertNotEquals("perm", timeLeft(first));
        }
    }

    @Test
    void anImportedKeyTakesThePlaceOfAKeyThatTheKernelMadeAndCanBeGivenATimeout() throws Exception {
        make(AES_256);
        KeyName imported = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(imported, heldName());
        entries.own(imported).orElseThrow().setTimeout(9000);
        assertEquals("2h", timeLeft(imported));
    }

    @Test
    void aRemovedEntryLeavesNothingBehind() throws Exception {
        make(AES_256);
        entries.remove(ENTRY);

        assertEquals(List.of(), allKeys());
    }

    @Test
    void anEntryThatIsSetAgainWithItsOwnKeyKeepsTheKeyAndItsOrigin() throws Exception {
        make(AES_256);
        KernelKey held = held();
        Origin before = origin();
        setAgain(KeyringProtection.builder().build());

        assertEquals(held, held());
        assertEquals(before, origin());
    }

    private void setAgain(KeyringProtection protection) throws Exception {
        try (StoredEntry entry = entries.entry(ENTRY).orElseThrow()) {
            EntryContents.Held contents = new EntryContents.Held(
                    EntryObjects.heldKey(held(), entry, EntryName.NONE), null, Set.of(), Optional.empty());
            writer(entries, "token", EntryPolicy.of(protection)).set(contents);
        }
    }

    @Test
    void theTimeoutOfAKeyThatTheKernelMadeStays() throws Exception {
        assumeMakesKeys();
        make(AES_256, EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)), Optional.empty());
        KeyringProtection longer =
                KeyringProtection.builder().timeout(Duration.ofDays(2)).build();

        String message =
                assertThrows(KeyringException.class, () -> setAgain(longer)).getMessage();
        assertTrue(message.contains("Generate another key"), message);
        assertEquals("2h", timeLeft(ENTRY));
    }

    /** A note proves nothing: no key of type encrypted has that name. */
    @Test
    void anImportedKeyThatIsSaidToBeMadeByTheKernelIsNotTheEntrysOwn() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        OriginNote lie = new OriginNote(Origin.GENERATED_IN_KERNEL, Optional.empty());
        put(Entries.bytes(payload(new HeldKeyNote(held.description(), Optional.empty()), Set.of(lie))));

        assertEquals(KeyType.ENCRYPTED, heldName().type());
        assertEquals(Optional.empty(), entries.own(heldName()));
    }

    @Test
    void anImportedKeyIsImported() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);

        assertEquals(Origin.IMPORTED, origin());
        assertEquals(Optional.empty(), ciphertext());
    }

    /** Whoever has the master key can load the same key from the ciphertext, as after a reboot. */
    @Test
    void theCiphertextUnderAMasterKeyIsKeptAndLoadsTheSameKey() throws Exception {
        assumeMakesKeys();
        scratch().add("user", "master", SECRET);
        make(AES_256, EntryPolicy.NONE, Optional.of(MASTER));

        String kept = ciphertext().orElseThrow();
        assertTrue(kept.startsWith("default user:master 32 "), kept);
        int again = scratch().add("encrypted", "again", bytes("load " + kept));
        assertEquals(
                kept,
                scratch()
                        .keyctl()
                        .read(again, StandardCharsets.US_ASCII::decode)
                        .toString()
                        .trim());
        assertEquals(KeyType.ENCRYPTED, heldName().type());
        assertRefused(
                Errno.EACCES,
                () -> scratch().keyctl().update(held().serial(), ByteBuffer.wrap(bytes("update user:other"))));
        assertFalse(allKeys().stream().anyMatch(name -> name.description().equals(Description.of("linuxkeyring:new"))));

        setAgain(KeyringProtection.builder().build());
        assertEquals(Optional.of(kept), ciphertext());
    }
}
