package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore.SecretKeyEntry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;

/** A machine's entries on a destination that keeps what it is told, with a lease of an hour. */
abstract class OnFollowedEntries {
    static final String WEB = "shop/web";
    static final String FIRST = "0123456789abcdef";
    static final String SECOND = "fedcba9876543210";

    @TempDir
    Path folder;

    final RecordingDestination destination = new RecordingDestination();
    final RecordingLog log = new RecordingLog();
    final TestClock clock = new TestClock(TestFleet.PUBLISHED);
    FollowedEntries entries;
    long revision = 1;

    @BeforeEach
    void startService() throws IOException {
        startService(TestFleet.recipient());
    }

    void startService(Recipient recipient) throws IOException {
        entries = new FollowedEntries(
                recipient,
                destination,
                Versions.read(folder.resolve("versions")),
                new Lease(Duration.ofHours(1)),
                clock,
                log);
    }

    void take(Published published) {
        take(published.envelope());
    }

    void take(byte[] envelope) {
        entries.take(TestFleet.WEB, envelope, revision++);
    }

    void assertKey(String key, String place) {
        assertArrayEquals(
                key.getBytes(),
                ((SecretKeyEntry) destination.kept.get(place).entry())
                        .getSecretKey()
                        .getEncoded());
    }

    Report.State state() {
        return entries.states().get(0);
    }

    void assertRefused(String reason) {
        assertTrue(state().error().orElse("").contains(reason), () -> state().toString());
    }
}
