package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.Await;

/** Keystores of one process, which share what /proc/keys shows, and another tool that sets timeouts. */
@Tag("kernel")
class SharedTimeoutsTest extends OnEachBackend {
    private static final KeyStore.Entry ENTRY =
            new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes("0123456789abcdef"), "AES"));
    private static final KeyStore.ProtectionParameter NONE = new KeyStore.PasswordProtection(null);

    SharedTimeoutsTest() {
        super(Backend.KERNEL);
    }

    private static Optional<String> end(KeyStore store, String alias) {
        try {
            return KeyringAttribute.EXPIRY.in(store.getEntry(alias, NONE).getAttributes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore.ProtectionParameter lasting(Duration timeout) {
        return KeyringProtection.builder().timeout(timeout).build();
    }

    @Test
    void aTimeoutThatOneKeystoreSetsIsSeenByAnotherAtOnce() throws Exception {
        KeyStore one = scratch().keyStore();
        KeyStore other = scratch().keyStore();
        for (int i = 0; i < 20; i++) {
            one.setEntry("web", ENTRY, lasting(Duration.ZERO));
            assertEquals(Optional.empty(), end(other, "web"));
            other.setEntry("web", ENTRY, lasting(Duration.ofHours(3)));
            assertTrue(end(one, "web").isPresent());
        }
    }

    @Test
    void aTimeoutThatAnotherToolSetsIsSeenAfterASecondAndKeptByAReplacement() throws Exception {
        KeyStore store = scratch().keyStore();
        store.setEntry("web", ENTRY, NONE);
        assertEquals(Optional.empty(), end(store, "web"));
        // Another instance shares no reading with that of the keystores, as if it were another process's.
        Keyctl tool = KernelLoader.load(System.getProperty("os.name"), System.getProperty("os.arch"), NativeGate::open);
        tool.setTimeout(scratch().links()[0], 3600);
        Await.until(() -> end(store, "web").isPresent(), "the next second of the kernel's clock");

        store.setEntry("web", ENTRY, NONE);
        assertTrue(end(store, "web").isPresent());
        assertTrue(tool.timeLeft(scratch().links()[0]).matches("59m|1h"));
    }

    @Test
    void eachThreadSeesWhatItSets() throws Exception {
        KeyStore store = scratch().keyStore();
        var pool = Executors.newFixedThreadPool(4);
        try {
            var all = IntStream.range(0, 4)
                    .mapToObj(thread -> pool.submit(() -> {
                        String alias = "web-" + thread;
                        for (int i = 1; i <= 50; i++) {
                            store.setEntry(alias, ENTRY, lasting(Duration.ofHours(i)));
                            assertTrue(end(store, alias).isPresent());
                            store.setEntry(alias, ENTRY, lasting(Duration.ZERO));
                            assertEquals(Optional.empty(), end(store, alias));
                        }
                        return alias;
                    }))
                    .toList();
            for (Future<String> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
