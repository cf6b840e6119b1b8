package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.linuxkeyring.testing.Await;

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
    private final List<UserProcess> asked = new ArrayList<>();
    private final List<ProcessHandle> heirs = new ArrayList<>();
    private final UserKeyrings keyrings = new UserKeyrings("root", own, this::start, nanos::get);

    /** What each process of the user is: one that neither reads nor answers, unless a test says otherwise. */
    private String[] program = {"sleep", "1000"};

    private Duration most = Duration.ofMillis(100);

    @AfterEach
    void endProcesses() {
        keyrings.close();
        started.forEach(Process::destroyForcibly);
        heirs.forEach(ProcessHandle::destroyForcibly);
    }

    private UserProcess start(String user) throws KeyStoreException {
        try {
            started.add(new ProcessBuilder(program).start());
        } catch (IOException e) {
            throw new KeyStoreException(e);
        }
        asked.add(new UserProcess(user, started.get(started.size() - 1), most));
        return asked.get(asked.size() - 1);
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

        Await.until(() -> !asked.get(0).isHeldUp(), "the pipes of the killed process to be closed");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        String refusal = refusal();
        assertTrue(refusal.contains("did not answer within 100 ms"), refusal);
        assertEquals(2, started.size());
    }

    /** A user may run what is to keep a killed process' pipes open. */
    @Test
    void aProcessWhosePipesAnotherKeepsOpenHoldsUpNobodyAndIsNotStartedAgain() throws Exception {
        program = new String[] {"sh", "-c", "sleep 1000 & echo; sleep 1000; :"};
        UserProcess held = start("shop");
        Await.until(() -> started.get(0).descendants().count() == 2, "the processes that inherit the pipes");
        started.get(0).descendants().forEach(heirs::add);
        UserKeyrings users = new UserKeyrings("root", own, user -> held, nanos::get);
        for (String reason : List.of("was killed", "5 minutes later", "keeps its pipes open. See: ps -u shop")) {
            String refusal = assertThrows(KeyStoreException.class, () -> users.set(NAME, ENTRY, HUNG, LEASE))
                    .getMessage();
            assertTrue(refusal.contains(reason), refusal);
            nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        }
        heirs.forEach(ProcessHandle::destroyForcibly);
        Await.until(() -> !held.isHeldUp(), "the pipes to be closed");
    }

    @Test
    void aProcessThatEndsBeforeItAnswersIsNotStartedForEachEntry() {
        program = new String[] {"true"};
        most = Duration.ofMinutes(1);
        assertTrue(refusal().contains("has ended"), refusal());
        for (int i = 0; i < 3; i++) {
            assertTrue(refusal().contains("it is started again only 5 minutes later"), refusal());
        }
        assertEquals(1, started.size());
    }

    @Test
    void anEntryIsNotLeftInTheBufferOfTheProcess() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        SeenBuffer buffer = new SeenBuffer(sent);
        byte[] secret = "0123456789abcdef".getBytes(US_ASCII);
        List<byte[]> entries = List.of(secret, new byte[0], Arrays.copyOf(secret, 10_000));
        for (byte[] entry : entries) {
            new KeyringRequest(KeyringRequest.Kind.SET, NAME, Policy.DEFAULT, LEASE, entry)
                    .write(new DataOutputStream(buffer));
            assertFalse(buffer.text().contains("0123456789"), buffer.text());
        }
        DataInputStream received = new DataInputStream(new ByteArrayInputStream(sent.toByteArray()));
        for (byte[] entry : entries) {
            assertArrayEquals(entry, KeyringRequest.read(received).entry());
        }
    }

    /** What {@link Process} writes to. */
    private static final class SeenBuffer extends BufferedOutputStream {
        SeenBuffer(OutputStream out) {
            super(out);
        }

        String text() {
            return new String(buf, US_ASCII);
        }
    }
}
