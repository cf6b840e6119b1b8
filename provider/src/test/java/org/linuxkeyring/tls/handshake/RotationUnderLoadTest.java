package org.linuxkeyring.tls.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;
import org.linuxkeyring.tls.Managers;
import org.linuxkeyring.tls.OnScratchKeyring;

/**
 * A certificate is replaced every 10 ms while threads make handshakes continuously, and no handshake fails. The system
 * property {@code rotation.handshakes} sets how many each thread makes at least; more follow until each certificate has
 * been served.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
@Tag("slow")
class RotationUnderLoadTest extends OnScratchKeyring {
    private static final int THREADS = 3;
    private static final int HANDSHAKES = Integer.getInteger("rotation.handshakes", 120);
    private static final int PERIOD_MILLIS = 10;

    private final Backend backend;

    RotationUnderLoadTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /** A key with its chain, which is stored in its turn. */
    private record Identity(KeyPair pair, X509Certificate[] chain) {
        static List<Identity> ec() {
            return of(Stream.generate(() -> TestKeys.fresh("EC/secp256r1")).limit(4));
        }

        static List<Identity> rsa() {
            return of(Stream.of(1024, 2047, 2048, 3072).map(RsaPairs::ofBits));
        }

        private static List<Identity> of(Stream<KeyPair> pairs) {
            return pairs.map(pair -> new Identity(pair, TestCertificates.chain(pair.getPublic(), 2)))
                    .toList();
        }
    }

    /** A way to replace the entry. */
    @FunctionalInterface
    private interface Writer {
        void put(Identity identity) throws Exception;

        static Writer by(KeyStore keyStore) {
            return identity -> keyStore.setKeyEntry("web", identity.pair.getPrivate(), null, identity.chain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noHandshakeFailsWhileKeysAreReplaced(String protocol) throws Exception {
        Writer likeKeyctl = identity -> scratch().add("user", "web", Pem.of(identity.pair, identity.chain));
        List<Writer> writers =
                List.of(Writer.by(keyStore()), Writer.by(scratch().keyStore()), likeKeyctl);

        shakeHandsWhileRotating(Identity.ec(), writers, protocol);
    }

    @Test
    void noHandshakeFailsWhileKeysAreReplacedThatTheKernelHolds() throws Exception {
        assumeTrue(backend == Backend.KERNEL, "memory holds no private keys");
        assumeTrue(
                new KeyTypeProbe(scratch().keyctl()).parsesPkcs8(),
                "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
        Writer held = Writer.by(ScratchKeyring.keyStore(scratch().settings().protection(Protection.KERNEL_HELD)));

        // JSSE signs with the first installed provider that accepts the key.
        Provider ours = new LinuxKeyringProvider();
        Security.addProvider(ours);
        try {
            shakeHandsWhileRotating(Identity.rsa(), List.of(held), "TLSv1.3");
        } finally {
            Security.removeProvider(ours.getName());
        }
    }

    /** The writers take turns. */
    private void shakeHandsWhileRotating(List<Identity> identities, List<Writer> writers, String protocol)
            throws Exception {
        writers.get(0).put(identities.get(0));
        SSLContext context = Managers.context(keyStore());
        AtomicInteger rotations = new AtomicInteger();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        try {
            ScheduledFuture<?> rotation = clock.scheduleAtFixedRate(
                    () -> rotate(identities, writers, rotations.incrementAndGet()),
                    0,
                    PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            Set<Certificate> seen = ConcurrentHashMap.newKeySet();
            Callable<Void> load = load(context, protocol, seen, identities.size());
            for (Future<Void> client : clients.invokeAll(Collections.nCopies(THREADS, load))) {
                client.get();
            }
            assertTrue(!rotation.isDone(), "the rotation went on to the end");
            assertTrue(rotations.get() >= identities.size(), "rotations: " + rotations);
            assertEquals(identities.size(), seen.size());
        } finally {
            clients.shutdownNow();
            clock.shutdown();
            assertTrue(clock.awaitTermination(1, TimeUnit.MINUTES));
        }
    }

    /** Handshakes that add to what has been served, until that is everything; but not for ever. */
    private static Callable<Void> load(SSLContext context, String protocol, Set<Certificate> seen, int certificates) {
        return () -> {
            for (int i = 0; i < HANDSHAKES || seen.size() < certificates && i < 100 * HANDSHAKES; i++) {
                seen.add(new TlsHandshake(context, context, protocol).serverCertificate());
            }
            return null;
        };
    }

    private static void rotate(List<Identity> identities, List<Writer> writers, int turn) {
        try {
            writers.get(turn % writers.size()).put(identities.get(turn % identities.size()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
