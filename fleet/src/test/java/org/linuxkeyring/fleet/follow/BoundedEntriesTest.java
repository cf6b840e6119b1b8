package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.TestFleet;

/** What anybody can write who can write to the store, under as many names as there are. */
class BoundedEntriesTest extends OnFollowedEntries {
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
}
