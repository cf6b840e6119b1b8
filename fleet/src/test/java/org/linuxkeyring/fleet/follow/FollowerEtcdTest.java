package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Sender;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.RecordingProxy;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

class FollowerEtcdTest {
    private static final String WEB = "shop/web";
    private static final String FIRST = "0123456789abcdef";
    private static final String SECOND = "fedcba9876543210";

    @TempDir
    private Path folder;

    private EtcdServer server;
    private FleetStore store;

    @BeforeEach
    void startServer() throws Exception {
        server = EtcdServer.start(folder);
        store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())));
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            store.close();
            server.close();
        }
    }

    private void publish(long version, String key) throws Exception {
        RunningFollower.publish(store, Published.web(version, key));
    }

    @Test
    void setsWhatIsPublishedThroughEtcdWhichHasNoKeyOnItsDisk() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, FIRST);
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
        }
        server.kill();
        assertTrue(
                contents().anyMatch(text -> text.contains(RunningFollower.KEYS.envelopes(TestFleet.MACHINE))),
                "etcd's disk was not read");
        assertFalse(contents().anyMatch(text -> text.contains(FIRST) || text.contains(SECOND)));
    }

    @Test
    void whatGoesOverTheNetworkToAndFromEtcdHasNoKey() throws Exception {
        KeyPair pair = TestKeys.pair("RSA");
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        EntryName name = EntryName.of("shop/pair");
        byte[] envelope = new Sender(TestFleet.publisher())
                .seal(
                        new Publication(
                                name,
                                1,
                                TestFleet.MACHINE,
                                TestFleet.PUBLISHED,
                                TestFleet.EXPIRY,
                                Policy.DEFAULT,
                                Optional.of(new KeyStore.PrivateKeyEntry(
                                        pair.getPrivate(), new X509Certificate[] {certificate}))),
                        TestFleet.certificate());
        try (RecordingProxy proxy = new RecordingProxy(server.endpoint());
                FleetStore publishers = EtcdStore.of(EtcdConnection.plain(List.of(proxy.endpoint())));
                FleetStore machines = EtcdStore.of(EtcdConnection.plain(List.of(proxy.endpoint())))) {
            RunningFollower.publish(publishers, Published.web(1, FIRST));
            publishers.put(RunningFollower.KEYS.envelope(TestFleet.MACHINE, name), envelope);
            publishers.put("/test/control", ("control " + SECOND).getBytes(StandardCharsets.US_ASCII));
            try (RunningFollower machine = new RunningFollower(machines, folder, Duration.ofHours(1))) {
                machine.awaitKey(WEB, FIRST);
                machine.awaitLine("taken shop/pair 1");
            }
            // The publisher's and the machine's connection carried both messages, and are read as they are.
            String key = RunningFollower.KEYS.envelope(TestFleet.MACHINE, name);
            assertTrue(
                    proxy.recorded().stream()
                                    .filter(bytes -> bytes.contains(key))
                                    .count()
                            >= 2,
                    "no traffic");
            assertTrue(proxy.recorded().stream().anyMatch(bytes -> bytes.contains("control " + SECOND)), "no control");
            assertTrue(proxy.recorded().stream().anyMatch(bytes -> bytes.contains(text(envelope, 0))), "no envelope");
            assertNone(proxy.recorded(), FIRST);
            for (String part : parts((RSAPrivateCrtKey) pair.getPrivate())) {
                assertNone(proxy.recorded(), part);
            }
            for (String part : parts((RSAPrivateCrtKey) TestFleet.recipient().key())) {
                assertNone(proxy.recorded(), part);
            }
        }
    }

    private static void assertNone(List<String> recorded, String secret) {
        assertFalse(recorded.stream().anyMatch(bytes -> bytes.contains(secret)));
    }

    /** The numbers of a private key that are secret, without what a format may put before them. */
    private static List<String> parts(RSAPrivateCrtKey key) {
        return Stream.of(key.getPrivateExponent(), key.getPrimeP(), key.getPrimeQ(), key.getCrtCoefficient())
                .map(number -> text(number.toByteArray(), 8))
                .toList();
    }

    /** Returns 24 bytes as text of one character a byte. */
    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, 24, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of all files that etcd has written, as text of one character a byte. */
    private Stream<String> contents() throws IOException {
        return Files.walk(server.data()).filter(Files::isRegularFile).map(file -> {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void isBackWhenEtcdIsAndHasWhatWasPublishedMeanwhile() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofSeconds(1))) {
            machine.awaitKey(WEB, FIRST);
            server.kill();
            machine.awaitNext("unheard");
            server.restart();
            // gRPC waits longer and longer before it connects once more to a server that was away.
            Await.until(this::isReached, "the connection to etcd");
            publish(2, SECOND);
            machine.awaitKey(WEB, SECOND);
        }
    }

    private boolean isReached() {
        try {
            store.get(RunningFollower.key(Published.web(1, FIRST)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void compactionWhileItIsAwayLosesNothing() throws Exception {
        publish(1, FIRST);
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, FIRST);
        }
        for (int i = 2; i < 10; i++) {
            publish(i, FIRST);
        }
        publish(10, SECOND);
        long revision = store.get(RunningFollower.key(Published.web(10, SECOND)))
                .orElseThrow()
                .modRevision();
        server.etcdctl("compact", Long.toString(revision)).succeeded();
        try (RunningFollower machine = new RunningFollower(store, folder, Duration.ofHours(1))) {
            machine.awaitKey(WEB, SECOND);
            publish(11, FIRST);
            machine.awaitKey(WEB, FIRST);
        }
    }
}
