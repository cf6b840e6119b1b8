package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fixture.Quota;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;

/**
 * A JVM that is killed while it changes entries leaves each entry whole, old or new, and nothing else that it made; the
 * next process continues.
 */
@Tag("kernel")
@Tag("slow")
class SigkillIT {
    private static final int VICTIMS_AT_ONCE = 4;
    private static final int KILLS = 32;

    @TempDir
    private Path folder;

    private ScratchKeyring scratch;
    private Contents contents;

    @BeforeEach
    void open() throws Exception {
        scratch = ScratchKeyring.of(Backend.KERNEL);
        Quota.assumeRoomFor(100_000, scratch.keyctl());
        Contents.write(folder.resolve("contents"), Contents.EC, 3);
        contents = Contents.read(folder.resolve("contents"));
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void killedAtAnyMomentOfManyChangesItLeavesEachEntryWhole() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int killed = 0; killed < KILLS; killed += VICTIMS_AT_ONCE) {
            List<BackgroundProgram> victims = new ArrayList<>();
            try {
                for (int victim = 0; victim < VICTIMS_AT_ONCE; victim++) {
                    for (Change change : Change.ofReadableEntries()) {
                        change.prepare(place(victim));
                    }
                    victims.add(victim(victim));
                }
                for (BackgroundProgram victim : victims) {
                    victim.nextLine();
                    victim.say("");
                }
                for (BackgroundProgram victim : victims) {
                    for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
                        victim.nextLine();
                    }
                    victim.kill();
                }
            } finally {
                for (BackgroundProgram victim : victims) {
                    victim.close();
                }
            }
            for (int victim = 0; victim < VICTIMS_AT_ONCE; victim++) {
                for (Change change : Change.ofReadableEntries()) {
                    assertIsWhole(change, place(victim));
                }
            }
            assertHoldsNothingElse();
        }
    }

    private BackgroundProgram victim(int number) throws IOException {
        return new BackgroundProgram(
                Jvm.command(Victim.class, scratch.serial(), folder.resolve("contents"), "-" + number));
    }

    private Place place(int victim) throws GeneralSecurityException, IOException {
        return Place.of(scratch.serial(), contents, "-" + victim);
    }

    private void assertIsWhole(Change change, Place place) throws GeneralSecurityException {
        String alias = change.alias(place);
        KeyStore.Entry entry = place.store().getEntry(alias, null);
        if (change.replaces()) {
            assertNotNull(entry, alias);
        }
        if (entry != null) {
            contents.requireWhole((KeyStore.PrivateKeyEntry) entry);
        }
        assertEquals(entry != null, Collections.list(place.store().aliases()).contains(alias), alias);
    }

    /** Asserts that the keyring holds only entries and the requested keyrings. */
    private void assertHoldsNothingElse() {
        List<String> others = Arrays.stream(scratch.links())
                .mapToObj(key -> new String(scratch.keyctl().describe(key), StandardCharsets.UTF_8))
                .filter(description -> Change.ofReadableEntries().stream()
                        .noneMatch(change -> description.contains(";" + change.name() + "-")))
                .toList();
        assertEquals(List.of(), others);
    }
}
