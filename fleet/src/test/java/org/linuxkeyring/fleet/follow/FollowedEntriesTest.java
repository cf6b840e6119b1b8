package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;

class FollowedEntriesTest extends OnFollowedEntries {
    @Test
    void setsWhatIsPublishedForTheLengthOfItsLease() {
        take(Published.web(1, FIRST));
        assertKey(FIRST, WEB);
        assertEquals(Duration.ofHours(1), destination.kept.get(WEB).lifetime());
        assertEquals(
                new Report.State(
                        TestFleet.WEB, 1, Optional.of(TestFleet.PUBLISHED.plus(Duration.ofHours(1))), Optional.empty()),
                state());
    }

    @Test
    void aLeaseIsTheShortestOfThePublicationsTheMachinesAndTheExpiry() {
        take(Published.web(1, FIRST).leased(Duration.ofMinutes(5)));
        assertEquals(Duration.ofMinutes(5), destination.kept.get(WEB).lifetime());
        assertEquals(Duration.ofSeconds(75), entries.pause());

        take(Published.web(2, FIRST).leased(Duration.ofHours(2)));
        assertEquals(Duration.ofHours(1), destination.kept.get(WEB).lifetime());

        take(Published.web(3, FIRST).until(TestFleet.PUBLISHED.plusSeconds(90)));
        assertEquals(Duration.ofSeconds(90), destination.kept.get(WEB).lifetime());
    }

    @Test
    void aNewerVersionReplacesAndAnOlderOneDoesNot() {
        take(Published.web(2, FIRST));
        take(Published.web(3, SECOND));
        assertKey(SECOND, WEB);

        take(Published.web(2, FIRST));
        assertKey(SECOND, WEB);
        assertRefused("The store has version 2, and this machine has seen version 3");
        assertEquals(3, state().version());
    }

    @Test
    void anOlderVersionIsRefusedAfterARestartToo() throws IOException {
        take(Published.web(3, SECOND));
        startService();
        take(Published.web(2, FIRST));
        assertKey(SECOND, WEB);
        assertRefused("has seen version 3");

        take(Published.web(3, SECOND));
        assertEquals(Optional.empty(), state().error());
        assertEquals(2, destination.kept.get(WEB).times());
    }

    @Test
    void twoPublicationsOfOneVersionAreToldApart() {
        take(Published.web(1, FIRST));
        take(Published.web(1, SECOND));
        assertKey(FIRST, WEB);
        assertRefused("There are two publications of version 1");
    }

    @Test
    void aRevocationRemovesAndIsNotUndoneByAnOlderPublication() throws IOException {
        byte[] published = Published.web(1, FIRST).envelope();
        take(published);
        take(Published.web(2, null));
        assertEquals(Set.of(), destination.kept.keySet());

        take(published);
        startService();
        take(published);
        assertEquals(Set.of(), destination.kept.keySet());
        assertRefused("has seen version 2");
    }

    @Test
    void whatIsNotThePublishersOrNotForThisPlaceIsRefusedAndWhatWasSetFades() {
        take(Published.web(1, FIRST));
        for (byte[] envelope : List.of(
                Published.web(2, SECOND).by(TestFleet.signer("EC")),
                Published.web(2, SECOND).named("shop/other").envelope(),
                new byte[0],
                "garbage".getBytes(),
                new byte[2 << 20])) {
            take(envelope);
            assertKey(FIRST, WEB);
            assertEquals(1, destination.kept.get(WEB).times());
            assertTrue(state().error().isPresent());
            assertEquals(1, state().version());
        }

        clock.step(Duration.ofMinutes(30));
        entries.prolong();
        assertEquals(
                TestFleet.PUBLISHED.plus(Duration.ofHours(1)),
                state().leaseEnd().orElseThrow());
        assertFalse(entries.isToBeRead(TestFleet.WEB, revision - 1));
        assertTrue(entries.isToBeRead(TestFleet.WEB, revision));
    }

    @Test
    void whatTheStoreConfirmsIsProlonged() {
        take(Published.web(1, FIRST));
        clock.step(Duration.ofMinutes(30));
        entries.keepOnly(Set.of(TestFleet.WEB));
        entries.prolong();
        assertEquals(
                TestFleet.PUBLISHED.plus(Duration.ofMinutes(90)),
                state().leaseEnd().orElseThrow());
    }

    @Test
    void whatTheStoreNoLongerHasEndsWithItsLease() {
        take(Published.web(1, FIRST));
        clock.step(Duration.ofMinutes(30));
        entries.keepOnly(Set.of());
        entries.prolong();
        assertKey(FIRST, WEB);
        assertEquals(
                TestFleet.PUBLISHED.plus(Duration.ofHours(1)),
                state().leaseEnd().orElseThrow());
        assertRefused("no publisher revoked it");

        clock.step(Duration.ofMinutes(31));
        entries.keepOnly(Set.of());
        assertEquals(List.of(), entries.states());
    }

    @Test
    void whatTheStoreHasAgainIsProlongedAgain() {
        take(Published.web(1, FIRST));
        entries.missing(TestFleet.WEB);
        assertTrue(entries.isToBeRead(TestFleet.WEB, 1));
        take(Published.web(1, FIRST));
        assertEquals(Optional.empty(), state().error());
    }

    @Test
    void anExpiredPublicationIsRemovedAndAClockPutBackDoesNotBringItBack() {
        take(Published.web(1, FIRST));
        clock.step(Duration.between(TestFleet.PUBLISHED, TestFleet.EXPIRY));
        entries.prolong();
        assertEquals(Set.of(), destination.kept.keySet());
        assertRefused("expired at 2026-12-28T08:00:00Z");

        clock.step(Duration.ofDays(-1));
        entries.prolong();
        assertEquals(Set.of(), destination.kept.keySet());
    }

    @Test
    void aLeaseEndsWhenItWouldHaveEndedIfTheClockHadNotBeenPut() {
        take(Published.web(1, FIRST));
        clock.step(Duration.ofMinutes(20));
        for (Duration step : List.of(Duration.ofDays(-2), Duration.ofDays(1), Duration.ofHours(5))) {
            clock.step(step);
            entries.shift(step);
            assertEquals(Duration.ofMinutes(40), destination.kept.get(WEB).lifetime());
            assertEquals(Optional.of(clock.instant().plus(Duration.ofMinutes(40))), state().leaseEnd());
        }
        clock.step(Duration.ofMinutes(40));
        entries.shift(Duration.ZERO);
        assertEquals(Set.of(), destination.kept.keySet());
    }

    @Test
    void anEntryInErrorIsReportedAlsoAfterAStepOfAFractionOfASecond() {
        take(Published.web(1, FIRST));
        entries.missing(TestFleet.WEB);
        for (Duration step : List.of(Duration.ofMillis(-7_200_300), Duration.ofMillis(7_200_700))) {
            Instant before = state().leaseEnd().orElseThrow();
            clock.step(step);
            entries.shift(step);
            Instant shifted = before.plus(step);
            assertEquals(Optional.of(Instant.ofEpochSecond(shifted.getEpochSecond())), state().leaseEnd());
        }
    }

    @Test
    void aTimeoutThatCannotBeSetWhenTheClockIsPutIsTriedAgain() {
        take(Published.web(1, FIRST));
        destination.refusal = Optional.of("EACCES");
        Duration back = Duration.ofDays(-2);
        clock.step(back);
        entries.shift(back);
        assertTrue(log.lines.stream().anyMatch(line -> line.contains("EACCES")), () -> "" + log.lines);
        clock.step(Duration.ofMinutes(20));
        entries.setTimesLeft();
        destination.refusal = Optional.empty();
        entries.setTimesLeft();
        assertEquals(Duration.ofMinutes(40), destination.kept.get(WEB).lifetime());

        clock.step(Duration.ofMinutes(20));
        entries.setTimesLeft();
        assertEquals(Duration.ofMinutes(40), destination.kept.get(WEB).lifetime());
    }

    @Test
    void aLeaseIsNotShiftedPastTheEndOfThePublication() {
        take(Published.web(1, FIRST).until(TestFleet.PUBLISHED.plus(Duration.ofHours(2))));
        Duration step = Duration.ofMinutes(90);
        clock.step(step);
        entries.shift(step);
        assertEquals(Duration.ofMinutes(30), destination.kept.get(WEB).lifetime());
        clock.step(step);
        entries.shift(step);
        assertEquals(Set.of(), destination.kept.keySet());
    }

    @Test
    void anEntryThatSomeoneRemovedIsReadAgain() {
        take(Published.web(1, FIRST));
        destination.kept.clear();
        entries.prolong();
        assertEquals(List.of(TestFleet.WEB), entries.lost());
        assertTrue(entries.isToBeRead(TestFleet.WEB, 1));
    }

    @Test
    void whatTheMachineRefusesIsTriedAgainAndCostsItselfAlone() {
        destination.refusal = Optional.of("EDQUOT");
        take(Published.web(1, FIRST));
        assertRefused("EDQUOT");
        assertTrue(entries.isToBeRead(TestFleet.WEB, revision - 1));

        destination.refusal = Optional.empty();
        entries.take(
                EntryName.of("shop/other"),
                Published.web(1, SECOND).named("shop/other").envelope(),
                9);
        assertKey(SECOND, "shop/other");
        take(Published.web(1, FIRST));
        assertKey(FIRST, WEB);
    }

    @Test
    void versionsThatCannotBeReadAreAnErrorThatSaysWhatItMeans() throws IOException {
        take(Published.web(1, FIRST));
        Path file = folder.resolve("versions");
        String text = Files.readString(file);
        assertTrue(text.startsWith(WEB + " 1 "), text);
        Files.writeString(file, "damaged\n" + text);
        IOException refusal = assertThrows(IOException.class, this::startService);
        assertTrue(refusal.getMessage().contains("an older key could come back"), refusal.getMessage());
    }
}
