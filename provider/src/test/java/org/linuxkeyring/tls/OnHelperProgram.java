package org.linuxkeyring.tls;

import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.linuxkeyring.keystore.DecodedEntries;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;

/** A keystore whose missing entries a simulated helper program makes, which a test can hold up. */
abstract class OnHelperProgram extends OnScratchKeyring {
    /** The action of the helper program for an alias; it fails for others. */
    final Map<String, Callable<?>> helper = new ConcurrentHashMap<>();

    final List<String> asked = new ArrayList<>();
    final CountDownLatch go = new CountDownLatch(1);
    List<String> named = List.of();
    KeyStore writer;

    OnHelperProgram(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openWriter() throws Exception {
        writer = scratch().keyStore();
    }

    @AfterEach
    void letGo() {
        go.countDown();
    }

    /** The keystore's entries, with a helper program that a test can hold up in the place of the kernel's. */
    final class Helped implements ServedEntries {
        private final ServedEntries entries;

        Helped(ServedEntries entries) {
            this.entries = entries;
        }

        @Override
        public DecodedEntries<PrivateKeyEntry> privateKeys(
                DecodedEntries<PrivateKeyEntry> last, KeyPasswords passwords) {
            return entries.privateKeys(last, passwords);
        }

        @Override
        public DecodedEntries<X509Certificate> certificates(DecodedEntries<X509Certificate> last) {
            return entries.certificates(last);
        }

        @Override
        public Optional<List<String>> callout() {
            return Optional.of(named);
        }

        @Override
        public boolean request(String alias) {
            try {
                // The kernel starts no helper program for an entry that was made in the meantime.
                if (writer.containsAlias(alias)) {
                    return true;
                }
                synchronized (asked) {
                    asked.add(alias);
                }
                helper.getOrDefault(alias, () -> null).call();
                return writer.containsAlias(alias);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    KeyringTrustManager trust() throws Exception {
        return new KeyringTrustManager(new Helped(ServedEntries.of(keyStore()).orElseThrow()));
    }
}
