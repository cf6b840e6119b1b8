package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.testing.TestCertificates;

/** Which keys of a listing are held for an entry. No key of type asymmetric is in memory, so a listing makes it up. */
class HeldLinksTest {
    private static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("web"));
    private static final KeyName PRIVATE_KEY = new KeyName(KeyType.ASYMMETRIC, Description.of("web"));
    private static final KeyName HELD = HeldName.next(ENTRY, KeyType.LOGON);

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyrings keyrings = new Keyrings(memory);
    private final Keyring keyring = keyrings.at(KeyringPath.of("@u"), false);
    private final Keyring below = keyrings.at(KeyringPath.of("@u/below"), true);
    private final LinkedKey privateKey = new LinkedKey(new KernelKey(memory, 1), PRIVATE_KEY, keyring);

    private int add(KeyName name, byte[] payload, Keyring into) {
        return memory.addKey(
                bytes(name.type().toString()), name.description().bytes(), ByteBuffer.wrap(payload), into.serial());
    }

    private static byte[] certificates() throws Exception {
        String base64 =
                Base64.getMimeEncoder().encodeToString(TestCertificates.root().getEncoded());
        return bytes("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private boolean isHeld(LinkedKey link) {
        Stream<LinkedKey> others =
                keyring.list().stream().filter(each -> !each.name().equals(link.name()));
        return new HeldLinks(keyring, Stream.concat(others, Stream.of(link)).toList()).contains(link);
    }

    private LinkedKey listed(KeyName name) {
        return keyring.list().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPrivateKeyBesideItsCertificatesIsHeldForThem() throws Exception {
        add(ENTRY, certificates(), keyring);
        assertTrue(isHeld(privateKey));
    }

    @Test
    void aPrivateKeyAloneOrBesideCertificatesInAnotherKeyringIsNotHeld() throws Exception {
        assertFalse(isHeld(privateKey));
        add(ENTRY, certificates(), below);
        assertFalse(isHeld(privateKey));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a secret", "-----BEGIN CERTIFICATE-----\ncut off"})
    void aPrivateKeyBesideAnythingElseIsNotHeld(String payload) {
        add(ENTRY, bytes(payload), keyring);
        assertFalse(isHeld(privateKey));
    }

    /** The key's user may view it, by which the listing shows it, and nobody may read it. */
    @Test
    void aPrivateKeyBesideAnEntryThatMayNotBeReadIsNotHeld() throws Exception {
        int entry = add(ENTRY, certificates(), keyring);
        memory.setPermissions(entry, 0x35010000);
        assertEquals(entry, listed(ENTRY).key().serial());
        assertFalse(isHeld(privateKey));
    }

    @Test
    void aPrivateKeyBesideCertificatesOfAnotherNameIsNotHeld() throws Exception {
        add(new KeyName(KeyType.USER, Description.of("another")), certificates(), keyring);
        assertFalse(isHeld(privateKey));
    }

    @Test
    void aNumberedKeyIsHeldForTheEntryThatTheSameKeyringLinks() {
        add(HELD, bytes("secret"), keyring);
        assertFalse(isHeld(listed(HELD)));
        add(ENTRY, bytes("entry"), below);
        assertFalse(isHeld(listed(HELD)));
        add(ENTRY, bytes("entry"), keyring);
        assertTrue(isHeld(listed(HELD)));
    }

    /** The listing shows the entry of the same name that a search finds first, and not the one below. */
    @Test
    void aNumberedKeyIsHeldForAnEntryThatAnotherHides() {
        add(ENTRY, bytes("entry"), keyring);
        add(ENTRY, bytes("hidden"), below);
        add(HELD, bytes("secret"), below);
        assertEquals(below.serial(), listed(HELD).keyring().serial());
        assertTrue(isHeld(listed(HELD)));
    }

    /** A key of a type that cannot be read is nobody's entry, whatever its name. */
    @Test
    void aNumberedKeyIsNotHeldForAKeyThatCannotBeRead() {
        KeyName unreadable = new KeyName(KeyType.LOGON, Description.of("a:b"));
        KeyName held = HeldName.next(unreadable, KeyType.LOGON);
        add(unreadable, bytes("secret"), below);
        add(held, bytes("secret"), below);
        assertFalse(isHeld(listed(held)));
    }

    @Test
    void amongTheKeyringsOfTheProcessANumberedKeyIsHeldForTheEntryBesideIt() {
        add(HELD, bytes("secret"), keyring);
        assertFalse(new HeldLinks(keyrings.ofProcess(), keyring.list()).contains(listed(HELD)));
        add(ENTRY, bytes("entry"), keyring);
        assertTrue(new HeldLinks(keyrings.ofProcess(), keyring.list()).contains(listed(HELD)));
    }

    @Test
    void aNumberedKeyIsNotHeldForAnEntryInAKeyringBelowItsOwn() {
        add(ENTRY, bytes("entry"), keyrings.at(KeyringPath.of("@u/below/deeper"), true));
        add(HELD, bytes("secret"), below);
        assertEquals(below.serial(), listed(HELD).keyring().serial());
        assertFalse(isHeld(listed(HELD)));
    }
}
