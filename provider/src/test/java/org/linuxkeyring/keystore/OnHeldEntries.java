package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** A keyring whose entries have their keys held by the kernel, as keys of type logon, which every kernel has. */
abstract class OnHeldEntries extends OnEachBackend {
    static final KeyName ENTRY = new KeyName(KeyType.USER, Description.of("token"));
    static final byte[] SECRET = bytes("0123456789abcdef");
    HeldEntries entries;

    OnHeldEntries(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void open() {
        entries = new HeldEntries(keyring(), "RAW", true, key -> {});
    }

    /** Returns the entries as they are through these calls. */
    HeldEntries through(Keyctl keyctl) {
        Keyring keyring = new Keyrings(keyctl)
                .at(KeyringPath.of(Integer.toString(scratch().serial())), false);
        return new HeldEntries(keyring, "RAW", true, key -> {});
    }

    Keyring keyring() {
        KeyringPath path = KeyringPath.of(Integer.toString(scratch().serial()));
        return new Keyrings(scratch().keyctl()).at(path, false);
    }

    /** Sets an entry whose key is to be held, and returns that key's name. */
    KeyName hold(KeyName entry, EntryPolicy policy) throws KeyStoreException {
        KeyName held = HeldName.next(entry, KeyType.LOGON);
        hold(entry, held, policy);
        return held;
    }

    void hold(KeyName entry, KeyName held, EntryPolicy policy) throws KeyStoreException {
        hold(entries, entry, held, policy);
    }

    static void hold(HeldEntries entries, KeyName entry, KeyName held, EntryPolicy policy) throws KeyStoreException {
        EntryPolicy whole = policy.or(entries.kept(entry).orElse(EntryPolicy.NONE));
        try (Payload payload = EntryEncoder.heldSecretKey(
                        "AES", Instant.EPOCH, Set.of(new HeldKeyNote(held.description(), Optional.empty())));
                Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            entries.hold(held, key.buffer(), whole);
            entries.put(entry, payload.buffer(), whole);
        }
    }

    void put(byte[] payload) {
        entries.put(ENTRY, ByteBuffer.wrap(payload), entries.kept(ENTRY).orElse(EntryPolicy.NONE));
    }

    List<KeyName> allKeys() {
        return new KeyringEntries(keyring()).names();
    }

    String timeLeft(KeyName name) {
        int serial = entries.key(name).orElseThrow().serial();
        return scratch().keyctl().timeLeft(serial);
    }

    /** Asserts the time, as /proc/keys shows it, that a retired key has left at first. */
    static void assertAMinute(String timeLeft) {
        assertTrue(timeLeft.matches("([1-5]?[0-9]s|1m)"), timeLeft);
    }

    static Payload payload(HeldKeyNote note, Set<Attribute> attributes) throws KeyStoreException {
        Set<Attribute> all = new HashSet<>(attributes);
        all.add(note);
        return EntryEncoder.heldSecretKey("AES", Instant.EPOCH, all);
    }

    HeldEntryWriter writer(HeldEntries store, String alias) {
        return writer(store, alias, EntryPolicy.NONE);
    }

    HeldEntryWriter writer(HeldEntries store, String alias, EntryPolicy given) {
        Aliases aliases = new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), "");
        AliasedEntries aliased =
                new AliasedEntries(aliases, store, new KeyTypeProbe(scratch().keyctl()));
        EntryChanges changes = new EntryChanges(Settings.of(List.of()), aliased, store);
        return new HeldEntryWriter(aliased, changes, store, alias, given, Optional.empty());
    }
}
