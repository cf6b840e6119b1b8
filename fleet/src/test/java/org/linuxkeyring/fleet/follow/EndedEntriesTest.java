package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.RefusedKey;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.message.TestFleet;

/** Entries that have reached the end of what was published, and values that never were any. */
class EndedEntriesTest extends OnFollowedEntries {
    @Test
    void whatHasReachedItsEndIsRemovedOnceAndNotFromSomebodyElseAfterARestart() throws Exception {
        byte[] envelope = Published.web(1, FIRST).envelope();
        take(envelope);
        clock.step(Duration.between(TestFleet.PUBLISHED, TestFleet.EXPIRY));
        entries.prolong();
        assertEquals(Set.of(), destination.kept.keySet());
        destination.set(
                TestFleet.WEB, Published.web(9, SECOND).entry().orElseThrow(), Policy.DEFAULT, Duration.ofHours(1));
        startService();
        take(envelope);
        assertKey(SECOND, WEB);
    }

    @Test
    void garbageUnderManyNamesLeavesRoomInTheReport() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            entries.take(EntryName.of("n" + i), new byte[100], 1);
        }
        take(Published.web(1, FIRST));
        List<Report.State> states = entries.states();
        assertTrue(states.stream().anyMatch(state -> state.name().equals(TestFleet.WEB)));
        assertTrue(states.size() > 100, () -> "" + states.size());
        Report report = new Report(TestFleet.MACHINE, TestFleet.PUBLISHED, states);
        int length = report.sign(new Signer(TestFleet.recipient().key(), TestFleet.certificate())).length;
        assertTrue(length < 1 << 19, () -> "" + length);
    }

    private void takeGarbage(int from, int to) {
        IntStream.range(from, to).forEach(i -> entries.take(EntryName.of("n" + i), new byte[1], revision++));
    }

    /** All are to be read again but for those that are kept. */
    private long kept(int names) {
        return IntStream.range(0, names)
                .filter(i -> !entries.isToBeRead(EntryName.of("n" + i), i + 1))
                .count();
    }

    @Test
    void garbageUnderMoreNamesThanAMachineHasTakesNoMoreMemory() {
        takeGarbage(0, Follower.MOST_ENTRIES + 5);
        assertEquals(Follower.MOST_ENTRIES, kept(Follower.MOST_ENTRIES + 5));
        assertTrue(log.lines.get(log.lines.size() - 1).startsWith("refused n" + (Follower.MOST_ENTRIES + 4)));
    }

    @Test
    void whatAPublisherSignedIsTakenAllTheSame() {
        takeGarbage(0, Follower.MOST_ENTRIES);
        take(Published.web(1, FIRST));
        assertKey(FIRST, WEB);
        entries.keepOnly(Set.of(TestFleet.WEB));
        assertEquals(1, entries.states().size());
    }

    /** What was published is right, and opens when the kernel lets the machine's key be used again. */
    @ParameterizedTest
    @ValueSource(classes = {RefusedKey.RefusedCipher.class, RefusedKey.RefusedAtOnce.class})
    void whatTheMachinesKeyCannotOpenNowIsTriedAgain(Class<? extends RefusedKey.RefusedCipher> cipher)
            throws Exception {
        Provider provider = new RefusedKey.OfKey(cipher);
        Security.addProvider(provider);
        try {
            startService(
                    new Recipient(TestFleet.MACHINE, TestFleet.certificate(), new RefusedKey(), TestFleet.pinned()));
            take(Published.web(1, FIRST));
            // Of a cipher that is refused twice the JDK says no more than that no provider took the key.
            assertRefused("The machine's key cannot be used: ");
            assertTrue(entries.isToBeRead(TestFleet.WEB, revision - 1));
            take(new byte[100]);
            assertFalse(entries.isToBeRead(TestFleet.WEB, revision - 1));
        } finally {
            Security.removeProvider(provider.getName());
        }
    }
}
