package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Injection;

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
        Contents.write(folder.resolve("contents"), 3);
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
                    for (Change change : Change.values()) {
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
                for (Change change : Change.values()) {
                    assertIsWhole(change, place(victim));
                }
            }
            assertHoldsNothingElse();
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void killedBeforeAnySystemCallOfAChangeItLeavesTheEntryWhole(Change change) throws Exception {
        Map<String, Integer> made = new HashMap<>();
        for (String systemCall : systemCalls(change)) {
            int nth = made.merge(systemCall, 1, Integer::sum);
            change.prepare(place(0));
            try (BackgroundProgram victim = victim(0);
                    Injection injection = Injection.killBefore(victim.nextLine(), systemCall, nth)) {
                victim.say(change.name());
                assertEquals("", victim.outcome().out(), () -> change + " was made before " + systemCall + nth);
                assertTrue(injection.trace().contains("+++ killed by SIGKILL +++"));
            }
            assertIsWhole(change, place(0));
            assertHoldsNothingElse();
            change.make(place(0), 2);
            assertIsWhole(change, place(0));
        }
    }

    /** Returns the system calls of the change, in order. */
    private List<String> systemCalls(Change change) throws Exception {
        change.prepare(place(0));
        try (BackgroundProgram victim = victim(0);
                Injection untouched = Injection.none(victim.nextLine())) {
            victim.say(change.name());
            assertEquals("made", victim.nextLine());
            return untouched.calls().stream()
                    .map(call -> call.startsWith("KEYCTL_") ? "keyctl" : call)
                    .toList();
        }
    }

    private BackgroundProgram victim(int number) throws IOException {
        return new BackgroundProgram(
                Jvm.command(Victim.class, scratch.serial(), folder.resolve("contents"), "-" + number));
    }

    private Change.Place place(int victim) throws GeneralSecurityException, IOException {
        return Change.Place.of(scratch.serial(), contents, "-" + victim);
    }

    private void assertIsWhole(Change change, Change.Place place) throws GeneralSecurityException {
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
                .filter(description ->
                        Stream.of(Change.values()).noneMatch(change -> description.contains(";" + change.name() + "-")))
                .toList();
        assertEquals(List.of(), others);
    }
}
