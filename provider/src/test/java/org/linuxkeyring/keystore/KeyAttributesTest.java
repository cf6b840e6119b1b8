package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.SecretKeyEntry;
import java.security.PKCS12Attribute;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;

/** The attributes of an entry that describe its key. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KeyAttributesTest extends OnEachBackend {
    private static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    private static final Attribute OWN = new PKCS12Attribute("1.2.840.113549.1.9.2", "a name");

    /** An alias that PKCS12Attribute would take for bytes. */
    private static final String ALIAS = "01:ab";

    KeyAttributesTest(Backend backend) {
        super(backend);
    }

    private KeyStore withEntry(Duration timeout) throws Exception {
        KeyStore store = scratch().keyStore();
        KeyringProtection protection =
                KeyringProtection.builder().timeout(timeout).build();
        store.setEntry(ALIAS, new SecretKeyEntry(SECRET, Set.of(OWN)), protection);
        return store;
    }

    private static Set<Attribute> attributes(KeyStore store) throws Exception {
        return store.getEntry(ALIAS, null).getAttributes();
    }

    private static int serial(KeyStore store) throws Exception {
        return Integer.parseInt(KeyringAttribute.SERIAL.in(attributes(store)).orElseThrow());
    }

    private void assertNothingOfAKeyIsStored(int key) {
        scratch().keyctl().read(key, payload -> {
            try (StoredEntry entry = StoredEntry.parse(payload, "RAW")) {
                assertEquals(Set.of(OWN), entry.attributes());
                assertEquals(Optional.empty(), entry.expiry());
                return entry;
            }
        });
    }

    @Test
    void anEntryTellsOfItsKey() throws Exception {
        Set<Attribute> attributes = attributes(withEntry(Duration.ZERO));
        int serial = scratch().links()[0];
        String[] described = new String(scratch().keyctl().describe(serial), StandardCharsets.UTF_8).split(";", 5);

        assertEquals(Optional.of(Integer.toString(serial)), KeyringAttribute.SERIAL.in(attributes));
        assertEquals(Optional.of(described[0]), KeyringAttribute.TYPE.in(attributes));
        assertEquals(Optional.of(described[1]), KeyringAttribute.UID.in(attributes));
        assertEquals(Optional.of(described[2]), KeyringAttribute.GID.in(attributes));
        assertEquals(Optional.of("0x" + described[3]), KeyringAttribute.PERMISSIONS.in(attributes));
        assertEquals(Optional.of(ALIAS), KeyringAttribute.DESCRIPTION.in(attributes));
        assertEquals(Optional.empty(), KeyringAttribute.EXPIRY.in(attributes));
        assertTrue(attributes.contains(OWN));
    }

    @Test
    void anEntryTellsToTheSecondWhenItExpires() throws Exception {
        Instant before = Instant.now();
        Set<Attribute> attributes = attributes(withEntry(Duration.ofDays(3)));
        Instant after = Instant.now();

        Instant expiry = Instant.parse(KeyringAttribute.EXPIRY.in(attributes).orElseThrow());
        // The kernel counts whole seconds, and its clock is a tick behind.
        Instant earliest = before.plus(Duration.ofDays(3)).minusSeconds(1).minusMillis(10);
        assertFalse(expiry.isBefore(earliest), expiry::toString);
        assertFalse(expiry.isAfter(after.plus(Duration.ofDays(3))), expiry::toString);
    }

    @Test
    void aCopyOfAnEntryTellsOfItsOwnKey() throws Exception {
        KeyStore source = withEntry(Duration.ofDays(3));
        KeyStore target = ScratchKeyring.keyStore(scratch().settings().prefix("copy:"));
        target.setEntry(ALIAS, source.getEntry(ALIAS, null), null);
        Set<Attribute> copied = attributes(target);

        assertEquals(Optional.of("copy:" + ALIAS), KeyringAttribute.DESCRIPTION.in(copied));
        assertEquals(Optional.empty(), KeyringAttribute.EXPIRY.in(copied));
        assertTrue(serial(source) != serial(target));
        assertNothingOfAKeyIsStored(serial(target));
    }

    @Test
    void anEntryCanBeCopiedIntoPkcs12AndBack() throws Exception {
        KeyStore source = withEntry(Duration.ofDays(3));
        PasswordProtection password = new PasswordProtection("changeit".toCharArray());
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        pkcs12.setEntry(ALIAS, source.getEntry(ALIAS, null), password);
        pkcs12.store(new ByteArrayOutputStream(), password.getPassword());
        source.deleteEntry(ALIAS);
        source.setEntry(ALIAS, pkcs12.getEntry(ALIAS, password), null);

        assertEquals(scratch().links()[0], serial(source));
        assertEquals(Optional.empty(), KeyringAttribute.EXPIRY.in(attributes(source)));
        assertTrue(attributes(source).contains(OWN));
    }

    /** The entry notes how its key was made, and who made a key that is no longer there does not matter. */
    @Test
    void theOriginOfAKeyThatTheKernelHoldsIsToldAsLongAsItDoes() throws Exception {
        KeyName entry = new KeyName(KeyType.USER, Description.of("token"));
        Description held = HeldName.next(entry, KeyType.LOGON).description();
        Set<Attribute> notes = Set.of(new HeldKeyNote(held, Optional.empty()), OriginNote.generated());
        scratch().add("user", "token", Entries.bytes(EntryEncoder.heldSecretKey("AES", Instant.EPOCH, notes)));
        LinuxKeyringKeyStore store =
                (LinuxKeyringKeyStore) KeyringKeyStore.of(scratch().keyStore());
        assertEquals(Optional.of("UNKNOWN"), KeyringAttribute.ORIGIN.in(store.engineGetAttributes("token")));

        scratch().add("logon", held.toString(), bytes("0123456789abcdef"));
        assertEquals(Optional.of("GENERATED"), KeyringAttribute.ORIGIN.in(store.engineGetAttributes("token")));
    }
}
