package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.KeyStore.SecretKeyEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;

/** Entries that a new version has for another user. */
class MovedEntriesTest extends OnFollowedEntries {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Moves an entry to the user web while the keyrings of the user shop cannot be reached; returns the envelope. */
    private byte[] moveOutOfReach() {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("shop");
        byte[] envelope = Published.web(2, SECOND).forUser("web").envelope();
        take(envelope);
        return envelope;
    }

    @Test
    void aRevocationRemovesNothingFromKeyringsInWhichTheEntryNeverWas() throws Exception {
        destination.set(
                TestFleet.WEB, new SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")), Policy.DEFAULT, HOUR);
        take(Published.web(1, FIRST).forUser("shop"));
        assertEquals(Set.of(WEB, "shop:" + WEB), destination.kept.keySet());
        byte[] revocation = Published.web(2, null).envelope();
        take(revocation);
        assertEquals(Set.of(WEB), destination.kept.keySet());
        startService();
        take(revocation);
        assertEquals(Set.of(WEB), destination.kept.keySet());
    }

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
    void anEntryThatWasOpenedAtFirstUseForTheServicesOwnUserStaysWhereItIs() throws Exception {
        MemoryStore store = new MemoryStore();
        byte[] envelope = Published.web(1, FIRST).forUser("root").envelope();
        store.put(RunningFollower.KEYS.envelope(TestFleet.MACHINE, TestFleet.WEB), envelope);
        new FirstUse(
                        store,
                        RunningFollower.KEYS,
                        TestFleet.recipient(),
                        folder.resolve("versions"),
                        new Lease(HOUR),
                        clock)
                .fetch(TestFleet.WEB, Optional.of("root"));
        for (byte[] next :
                List.of(envelope, Published.web(2, FIRST).forUser("root").envelope())) {
            startService();
            take(next);
            assertKey(FIRST, WEB);
        }
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
        byte[] envelope = moveOutOfReach();
        clock.step(Duration.ofMinutes(59));
        take(envelope);
        assertRefused("still in the keyrings of the user shop");
        clock.step(Duration.ofMinutes(1));
        take(envelope);
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void keyringsThatCannotBeLeftAreNotGivenUpEarlierSinceTheClockIsPutBack() {
        byte[] envelope = moveOutOfReach();
        Duration back = Duration.ofHours(-2);
        clock.step(back);
        entries.shift(back);
        clock.step(Duration.ofMinutes(179));
        take(envelope);
        assertRefused("still in the keyrings of the user shop");
        clock.step(Duration.ofMinutes(1));
        take(envelope);
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void anEntryThatCannotBeSetForItsNewUserLeavesTheFirstUsersKeyringsAllTheSame() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("web");
        byte[] envelope = Published.web(2, SECOND).forUser("web").envelope();
        take(envelope);
        assertEquals(Set.of(), destination.kept.keySet());
        assertRefused("web is out of reach");
        assertEquals(Optional.empty(), state().leaseEnd());
        assertTrue(entries.isToBeRead(TestFleet.WEB, revision - 1));

        destination.outOfReach = Optional.empty();
        take(envelope);
        assertKey(SECOND, "web:" + WEB);
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void anEntryThatHasYetToLeaveDoesSoAlsoWhenTheStoreHasItsNameNoLonger() throws IOException {
        for (boolean isRestarted : new boolean[] {false, true}) {
            take(Published.web(revision, FIRST).forUser("shop"));
            destination.outOfReach = Optional.of("shop");
            take(Published.web(revision, SECOND).forUser("web"));
            if (isRestarted) {
                startService();
            }
            compareWithNothing();
            assertKey(FIRST, "shop:" + WEB);
            destination.outOfReach = Optional.empty();
            compareWithNothing();
            assertEquals(Set.of("web:" + WEB), destination.kept.keySet());
        }
        assertTrue(log.lines.stream().anyMatch(line -> line.contains("still in the keyrings of the user shop")));
    }

    @Test
    void aRevokedEntryThatCannotBeRemovedIsAlsoWhenTheStoreHasItsNameNoLonger() throws IOException {
        take(Published.web(1, FIRST));
        destination.refusal = Optional.of("EACCES");
        take(Published.web(2, null));
        assertRefused("EACCES");
        startService();
        destination.refusal = Optional.empty();
        compareWithNothing();
        assertEquals(Set.of(), destination.kept.keySet());
    }

    @Test
    void anEntryThatMovesTwiceLeavesBothUsersKeyringsAlsoAfterARestart() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        destination.outOfReach = Optional.of("shop");
        take(Published.web(2, FIRST).forUser("web"));
        startService();
        take(Published.web(3, SECOND));
        startService();
        destination.outOfReach = Optional.empty();
        compareWithNothing();
        assertEquals(Set.of(WEB), destination.kept.keySet());
        startService();
        destination.refusal = Optional.of("there is nothing left to remove");
        compareWithNothing();
        assertEquals(List.of(), entries.states());
        assertTrue(log.lines.stream().noneMatch(line -> line.contains("nothing left")), log.lines.toString());
    }

    @Test
    void aRevokedEntryIsNotRemovedAgainAtALaterStart() throws Exception {
        take(Published.web(1, FIRST).forUser("shop"));
        byte[] revocation = Published.web(2, null).envelope();
        take(revocation);
        assertNothingIsRemovedAtALaterStart(revocation);
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void anEntryThatHasEndedIsNotRemovedAgainAtALaterStart() throws Exception {
        byte[] envelope = Published.web(1, FIRST)
                .forUser("shop")
                .until(TestFleet.PUBLISHED.plusSeconds(60))
                .envelope();
        take(envelope);
        clock.step(Duration.ofMinutes(2));
        take(envelope);
        assertNothingIsRemovedAtALaterStart(envelope);
        assertTrue(state().error().orElseThrow().startsWith("It expired"), state().toString());
        assertTrue(state().error().filter(why -> why.contains("shop")).isEmpty(), state().toString());
    }

    /** Has somebody else set an entry of the same name, and a service start whose user cannot be reached. */
    private void assertNothingIsRemovedAtALaterStart(byte[] last) throws Exception {
        assertEquals(Set.of(), destination.kept.keySet());
        Policy ofShop = new Policy(Optional.of("shop"), false, Optional.empty(), Optional.empty());
        destination.set(TestFleet.WEB, new SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")), ofShop, HOUR);
        startService();
        take(last);
        assertEquals(Set.of("shop:" + WEB), destination.kept.keySet());
        destination.outOfReach = Optional.of("shop");
        startService();
        take(last);
    }

    @Test
    void whatIsPublishedAgainAfterARevocationIsRemovedByTheNext() throws IOException {
        take(Published.web(1, FIRST).forUser("shop"));
        take(Published.web(2, null));
        startService();
        take(Published.web(2, null));
        take(Published.web(3, SECOND).forUser("web"));
        startService();
        take(Published.web(4, null));
        assertEquals(Set.of(), destination.kept.keySet());
    }

    private void compareWithNothing() {
        entries.keepOnly(Set.of());
        entries.prolong();
    }
}
