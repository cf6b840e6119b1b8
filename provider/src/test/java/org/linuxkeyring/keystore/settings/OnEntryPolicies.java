package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.KeyStore.SecretKeyEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringProtection;

/** A keystore whose entries have a permission mask, an owner and a timeout. */
abstract class OnEntryPolicies extends OnEachBackend {
    static final SecretKey SECRET = new SecretKeySpec(bytes("0123456789abcdef"), "AES");
    static final SecretKey OTHER = new SecretKeySpec(bytes("fedcba9876543210"), "AES");

    /**
     * A timeout of half an hour less than each unit of /proc/keys, so that the shown time does not change during a
     * test.
     */
    static final Duration THREE_DAYS = Duration.ofDays(3).plusHours(2).plusMinutes(30);

    OnEntryPolicies(Backend backend) {
        super(backend);
    }

    void set(KeyStore store, KeyringProtection.Builder protection) throws Exception {
        store.setEntry("alias", new SecretKeyEntry(SECRET), protection.build());
    }

    void replace(KeyStore store) throws Exception {
        store.setKeyEntry("alias", OTHER, null, null);
        assertEquals(OTHER, store.getKey("alias", null));
    }

    int key() {
        assertEquals(1, scratch().links().length);
        return scratch().links()[0];
    }

    String timeLeft() {
        return scratch().keyctl().timeLeft(key());
    }

    Optional<Instant> notedExpiry() {
        return scratch().keyctl().read(key(), payload -> {
            try (StoredEntry entry = StoredEntry.parse(payload, "RAW")) {
                return entry.expiry();
            }
        });
    }

    static KeyringProtection.Builder protection() {
        return KeyringProtection.builder();
    }
}
