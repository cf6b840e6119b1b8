package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;

/** Eight JVMs and keyctl(1) in one keyring, each making, replacing, reading, listing, deleting and expiring entries. */
@Tag("kernel")
@Tag("slow")
@ExtendWith(FreshSession.class)
class StressIT {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 120;
    private static final int ROUNDS_OF_KEYCTL = 60;

    private final List<BackgroundProgram> programs = new ArrayList<>();

    @Test
    void everyReadIsWholeAndEveryListingWithoutErrorAndTheCountIsExact(@TempDir Path folder) throws Exception {
        assumeTrue(Child.of("sh", "-c", "command -v keyctl").run().status() == 0, "keyctl is not installed");
        Path contents = folder.resolve("contents");
        Contents.write(contents, Contents.EC, 4);
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                programs.add(new BackgroundProgram(
                        Jvm.command(StressWorker.class, scratch.serial(), worker, ROUNDS, contents)));
            }
            programs.add(new BackgroundProgram(KeyctlLoop.command(scratch.serial(), ROUNDS_OF_KEYCTL)));
            for (BackgroundProgram program : programs) {
                assertEquals("ready", program.nextLine());
            }
            programs.forEach(program -> program.say("go"));
            List<Outcome> outcomes = new ArrayList<>();
            for (BackgroundProgram program : programs) {
                outcomes.add(program.outcome());
            }
            assertAll(outcomes.stream().map(outcome -> outcome::succeeded));
            assertIsWhatTheyLeft(scratch.keyStore(), Contents.read(contents));
        } finally {
            for (BackgroundProgram program : programs) {
                program.close();
            }
        }
    }

    private static void assertIsWhatTheyLeft(KeyStore store, Contents contents) throws Exception {
        for (int number = 0; number < StressWorker.SHARED; number++) {
            String alias = StressWorker.shared(number);
            if (store.containsAlias(alias)) {
                contents.requireWhole((KeyStore.PrivateKeyEntry) store.getEntry(alias, null));
                store.deleteEntry(alias);
            }
        }
        for (int number = 0; number < StressWorker.EXPIRING; number++) {
            store.deleteEntry(StressWorker.expiring(number));
        }
        store.deleteEntry(KeyctlLoop.SHARED);

        Set<String> kept = new TreeSet<>(List.of(KeyctlLoop.KEPT));
        for (int worker = 0; worker < WORKERS; worker++) {
            String alias = StressWorker.kept(worker);
            kept.add(alias);
            assertEquals(ROUNDS - 1, Contents.generation(alias, (SecretKey) store.getKey(alias, null)), alias);
        }
        SecretKey ofKeyctl = (SecretKey) store.getKey(KeyctlLoop.KEPT, null);
        assertEquals(KeyctlLoop.NEW, new String(ofKeyctl.getEncoded(), StandardCharsets.US_ASCII));
        assertEquals(kept, new TreeSet<>(Collections.list(store.aliases())));
        assertEquals(kept.size(), store.size());
    }
}
