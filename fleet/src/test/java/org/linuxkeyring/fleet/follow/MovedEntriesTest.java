package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.TestFleet;

/** Entries that a new version has for another user. */
class MovedEntriesTest extends OnFollowedEntries {
    @Test
    void anEntryThatIsForAnotherUserNowLeavesTheFirstUsersKeyrings() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        assertEquals(Set.of("shop:" + WEB), destination.kept.keySet());
        startService();
        take(Published.web(2, FIRST).forUser("web"));
        assertEquals(Set.of("web:" + WEB), destination.kept.keySet());
    }

    @Test
    void anEntryThatNamesTheServicesOwnUserStaysWhereItIs() throws IOException {
        take(Published.web(1, FIRST).forUser("root"));
        take(Published.web(2, SECOND));
        assertKey(SECOND, WEB);
        take(Published.web(3, FIRST).forUser("root"));
        assertKey(FIRST, WEB);
        startService();
        take(Published.web(4, SECOND));
        assertKey(SECOND, WEB);
    }

    @Test
    void anotherUsersKeyringsThatCannotBeLeftAreTriedAgainAlsoAfterARestart() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("shop");
        Published moved = Published.web(2, SECOND).forUser("web");
        byte[] envelope = moved.envelope();
        take(envelope);
        assertKey(SECOND, "web:" + WEB);
        assertKey(FIRST, "shop:" + WEB);
        assertRefused("still in the keyrings of the user shop");
        assertTrue(entries.isToBeRead(TestFleet.WEB, revision - 1));

        startService();
        destination.outOfReach = Optional.empty();
        take(envelope);
        assertEquals(Set.of("web:" + WEB), destination.kept.keySet());
        assertEquals(Optional.empty(), state().error());

        destination.outOfReach = Optional.of("shop");
        startService();
        take(envelope);
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void anEntryThatMovesTwiceLeavesBothUsersKeyrings() {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("shop");
        take(Published.web(2, FIRST).forUser("web"));
        take(Published.web(3, SECOND).forUser("games"));
        assertEquals(Set.of("shop:" + WEB, "games:" + WEB), destination.kept.keySet());
        destination.outOfReach = Optional.empty();
        take(Published.web(4, null));
        assertEquals(Set.of(), destination.kept.keySet());
    }

    @Test
    void keyringsThatCannotBeLeftAreGivenUpWhenTheLeaseThereHasEnded() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("shop");
        byte[] envelope = Published.web(2, SECOND).forUser("web").envelope();
        take(envelope);
        clock.step(Duration.ofMinutes(59));
        take(envelope);
        assertRefused("still in the keyrings of the user shop");
        clock.step(Duration.ofMinutes(1));
        take(envelope);
        assertEquals(Optional.empty(), state().error());
    }
}
