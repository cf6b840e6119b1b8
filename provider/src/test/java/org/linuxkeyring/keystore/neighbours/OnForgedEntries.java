package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;

/** A keyring to which entries are added that name a key of type logon as theirs. */
abstract class OnForgedEntries extends OnEachBackend {
    static final byte[] SECRET = bytes("0123456789abcdef");
    static final SecretKey AES = new SecretKeySpec(bytes("fedcba9876543210"), "AES");
    int scratch;
    KeyStore store;

    OnForgedEntries(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void load() throws Exception {
        scratch = scratch().serial();
        store = keyStore(scratch);
    }

    KeyStore keyStore(int keyring) throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().keyring(Integer.toString(keyring)));
    }

    static KeyName user(String description) {
        return new KeyName(KeyType.USER, Description.of(description));
    }

    int add(int keyring, String type, Description description, byte[] payload) {
        return scratch().keyctl().addKey(bytes(type), description.bytes(), ByteBuffer.wrap(payload), keyring);
    }

    int add(int keyring, String type, String description, byte[] payload) {
        return add(keyring, type, Description.of(description), payload);
    }

    int keyring(String name) {
        return add(scratch, "keyring", name, new byte[0]);
    }

    /** Adds an entry that names any key, as everyone can who may write to the keyring. */
    int forge(int keyring, String alias, Description held) throws Exception {
        return add(keyring, "user", alias, naming(held));
    }

    static byte[] naming(Description held) throws Exception {
        return Entries.bytes(
                EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(new HeldKeyNote(held, Optional.empty()))));
    }

    /** Adds an entry and the key that is held for it, and returns the key's serial. */
    int hold(int keyring, String alias) throws Exception {
        Description held = HeldName.next(user(alias), KeyType.LOGON).description();
        int serial = add(keyring, "logon", held, SECRET);
        forge(keyring, alias, held);
        return serial;
    }

    Description name(int serial) {
        String text = new String(scratch().keyctl().describe(serial));
        return Description.of(text.replaceFirst("([^;]*;){4}", ""));
    }

    boolean links(int keyring, int serial) {
        return IntStream.of(scratch().keyctl().readKeyring(keyring)).anyMatch(link -> link == serial);
    }

    String timeLeft(int serial) {
        return scratch().keyctl().timeLeft(serial);
    }

    int serial(KeyStore entries, String alias) throws Exception {
        return KeyInfo.of(entries.getKey(alias, null)).orElseThrow().serial();
    }

    void assertRefused(KeyStore entries, String alias, String reason) {
        UnrecoverableKeyException refused =
                assertThrows(UnrecoverableKeyException.class, () -> entries.getKey(alias, null));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("Store the entry anew"), refused.getMessage());
    }

    static Set<String> aliases(KeyStore entries) throws Exception {
        return Set.copyOf(Collections.list(entries.aliases()));
    }
}
