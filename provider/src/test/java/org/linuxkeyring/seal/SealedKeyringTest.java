package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.held.PretendedKernel;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Seal;

class SealedKeyringTest {
    private static final byte[] ID = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Permissions MASK = Permissions.of(0x3f010000);
    private static final KeyEncryptionKey KEK =
            new KeyEncryptionKey(new KeyName(KeyType.of("trusted"), Description.of("linuxkeyring")), new byte[] {7});

    private final PretendedKernel kernel = new PretendedKernel();
    private final SealingKey sealing = key(1);

    private SealingKey key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return new SealingKey(kernel.hold("AES", bytes).key());
    }

    private static KeyName named(String description) {
        return new KeyName(KeyType.USER, Description.of(description));
    }

    private SealedKeyring keyring(long generation, String... payloads) {
        SealedKeyring.Head head = new SealedKeyring.Head(ID, generation, KEK);
        List<SealedEntry> entries = new ArrayList<>();
        for (int i = 0; i < payloads.length; i++) {
            Optional<Instant> expiry = i == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(1_900_000_000));
            SealedKey key = new SealedKey(named("entry " + i), MASK, 0, -1, expiry, Optional.empty());
            byte[] place = head.place(i, payloads.length);
            entries.add(SealedEntry.seal(key, place, ByteBuffer.wrap(bytes(payloads[i])), sealing));
        }
        return SealedKeyring.of(head, entries, sealing);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String open(SealedKeyring file, int index) {
        return file.entries()
                .get(index)
                .open(
                        file.place(index),
                        sealing,
                        text -> StandardCharsets.UTF_8.decode(text).toString());
    }

    @Test
    void whatWasWrittenIsRead() {
        byte[] encoded = keyring(3, "one", "").encoded();
        SealedKeyring read = SealedKeyring.read(encoded);

        assertArrayEquals(encoded, read.encoded());
        assertArrayEquals(ID, read.head().id());
        assertEquals(3, read.head().generation());
        assertEquals(KEK.name(), read.head().key().name());
        assertTrue(read.isSealedBy(sealing));
        assertTrue(read.isWhole(sealing));
        assertEquals("one", open(read, 0));
        assertEquals("", open(read, 1));
        assertEquals(named("entry 1"), read.entries().get(1).key().name());
        assertEquals(MASK, read.entries().get(1).key().permissions());
        assertEquals(
                Optional.of(Instant.ofEpochSecond(1_900_000_000)),
                read.entries().get(1).key().expiry());
        assertEquals(1, kernel.openSockets());
        sealing.close();
        assertEquals(0, kernel.openSockets());
    }

    @Test
    void noPayloadIsInTheFile() {
        String encoded = new String(keyring(1, "secret", "other").encoded(), StandardCharsets.ISO_8859_1);
        assertFalse(encoded.contains("secret"));
        assertTrue(encoded.contains("entry 0"));
    }

    @Test
    void anotherKeyIsToldFromADamagedFile() {
        SealedKeyring file = keyring(1, "one");
        SealingKey other = key(2);
        assertFalse(file.isSealedBy(other));
        assertFalse(file.isWhole(other));
    }

    @Test
    void eachChangedByteIsNoticed() {
        byte[] encoded = keyring(1, "one", "two").encoded();
        for (int at = 0; at < encoded.length; at++) {
            byte[] changed = encoded.clone();
            changed[at] ^= 1;
            assertFalse(isWhole(changed), "byte " + at);
        }
    }

    @Test
    void eachTruncationIsNoticed() {
        byte[] encoded = keyring(1, "one", "two").encoded();
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThrows(MalformedEntryException.class, () -> SealedKeyring.read(cut));
        }
    }

    private boolean isWhole(byte[] encoded) {
        try {
            SealedKeyring file = SealedKeyring.read(encoded);
            return file.isSealedBy(sealing) && file.isWhole(sealing);
        } catch (KeyringException | IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void entriesBelongToTheirPlaceInTheirFile() {
        SealedKeyring one = keyring(1, "one", "two");
        SealedKeyring two = keyring(2, "one", "two");

        SealedKeyring swapped =
                with(one, List.of(one.entries().get(1), one.entries().get(0)));
        assertThrows(KeyctlException.class, () -> open(swapped, 0));
        SealedKeyring fewer = with(one, List.of(one.entries().get(0)));
        assertThrows(KeyctlException.class, () -> open(fewer, 0));
        SealedKeyring older = with(two, one.entries());
        assertThrows(KeyctlException.class, () -> open(older, 0));
        for (SealedKeyring file : List.of(swapped, fewer, older)) {
            assertFalse(file.isWhole(sealing));
        }
    }

    private static SealedKeyring with(SealedKeyring file, List<SealedEntry> entries) {
        return new SealedKeyring(file.head(), file.check(), entries, file.tag());
    }

    @Test
    void anotherMasterKeyThanTheSettingsIsRefused() {
        KeyEncryptionKey made = new KeyEncryptionKey(
                new KeyName(KeyType.ENCRYPTED, Description.of("linuxkeyring")), bytes("default user:one 32 00112233"));
        SealedKeyring.Head head = new SealedKeyring.Head(ID, 1, made);
        byte[] file = SealedKeyring.of(head, List.of(), sealing).encoded();

        KeyringException refusal = assertThrows(KeyringException.class, () -> sealing("encrypted:user:two", file));
        assertTrue(refusal.getMessage().contains("Put the setting back as it was"), refusal::getMessage);
        sealing("encrypted:user:one", file);
    }

    private static Sealing sealing(String seal, byte[] file) {
        return Sealing.of(OpenBackend.privateMemory(), Seal.of(seal), Optional.of(file), Optional.empty());
    }

    @Test
    void aKeyThatAnotherProgramPutBesideCertificatesCannotBeSealed() {
        EntryPolicy kept =
                EntryPolicy.NONE.succeeding(Optional.of(new KeyName(KeyType.ASYMMETRIC, Description.of("entry 0"))));

        Optional<String> fault = EntryToSeal.fault(named("entry 0"), Optional.of(kept), ByteBuffer.wrap(ID));

        assertTrue(fault.orElseThrow().contains("which another program has put there"), fault::toString);
    }
}
