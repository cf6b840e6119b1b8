package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

@Timeout(60)
class UserKeyringsTest {
    private static final EntryName NAME = EntryName.of("shop/web");
    private static final Policy HUNG = new Policy(Optional.of("shop"), false, Optional.empty(), Optional.empty());
    private static final KeyStore.Entry ENTRY =
            new KeyStore.SecretKeyEntry(new SecretKeySpec("0123456789abcdef".getBytes(), "AES"));
    private static final Duration LEASE = Duration.ofHours(1);

    private final RecordingDestination own = new RecordingDestination();
    private final List<Process> started = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final UserKeyrings keyrings = new UserKeyrings("root", own, this::hung, nanos::get);

    @AfterEach
    void endProcesses() {
        keyrings.close();
    }

    /** A process that neither reads nor answers. */
    private UserProcess hung(String user) throws KeyStoreException {
        try {
            started.add(new ProcessBuilder("sleep", "1000").start());
        } catch (IOException e) {
            throw new KeyStoreException(e);
        }
        return new UserProcess(user, started.get(started.size() - 1), Duration.ofMillis(100));
    }

    private String refusal() {
        return assertThrows(KeyStoreException.class, () -> keyrings.set(NAME, ENTRY, HUNG, LEASE))
                .getMessage();
    }

    @Test
    void aProcessThatDoesNotAnswerIsKilledAndToldOf() throws Exception {
        assertTrue(refusal().contains("of shop did not answer within 100 ms and was killed"), refusal());
        assertTrue(started.get(0).waitFor(30, TimeUnit.SECONDS), "it was not killed");
        assertEquals(137, started.get(0).exitValue());
    }

    @Test
    void aProcessThatReadsNothingIsKilledTooWhenThePipeIsFull() {
        KeyStore.Entry large = new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[500_000], "HmacSHA256"));
        assertTrue(assertThrows(KeyStoreException.class, () -> keyrings.set(NAME, large, HUNG, LEASE))
                .getMessage()
                .contains("did not answer"));
    }

    @Test
    void theServicesOwnUserIsNoOtherPlaceByItsName() {
        assertEquals(Optional.empty(), keyrings.place(Optional.of("root")));
        assertEquals(Optional.empty(), keyrings.place(Optional.empty()));
        assertEquals(Optional.of("shop"), keyrings.place(Optional.of("shop")));
    }

    @Test
    void othersGoOnAndTheUserIsTriedAgainMinutesLater() throws Exception {
        refusal();
        nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        for (int i = 0; i < 3; i++) {
            assertTrue(refusal().contains("it is started again only 5 minutes later"), refusal());
        }
        assertEquals(1, started.size());
        keyrings.set(NAME, ENTRY, Policy.DEFAULT, LEASE);
        assertEquals(Set.of(NAME.text()), own.kept.keySet());

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertTrue(refusal().contains("did not answer within 100 ms"));
        assertEquals(2, started.size());
    }
}
