package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.publish.Overview.State;
import org.linuxkeyring.fleet.store.MemoryStore;

/** What status tells of machines that are not as the publisher believes them to be. */
class OverviewTest {
    private static final Instant NOW = TestFleet.PUBLISHED;
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();

    private Members members() throws Exception {
        Members members = new Members(store, folder.resolve("state"));
        members.join("web1", "web");
        members.join("web2", "web");
        members.publish(Members.FIRST, "web");
        members.report("web1", 1, LATER, null);
        members.report("web2", 1, LATER, null);
        return members;
    }

    private static List<String> rows(Members members, Instant now) throws IOException {
        return Overview.of(members.registry()).rows(List.of(), now).stream()
                .map(row -> row.machine() + " " + row.state())
                .toList();
    }

    @Test
    void aMachineWhoseLeaseHasEndedHasTheEntryNoLonger() throws Exception {
        Members members = members();
        assertEquals(List.of("web1 CURRENT", "web2 CURRENT"), rows(members, LATER.minusSeconds(1)));
        assertEquals(List.of("web1 EXPIRED", "web2 EXPIRED"), rows(members, LATER));
        assertFalse(State.EXPIRED.isWell());
    }

    @Test
    void anEntryThatHasReachedItsEndIsExpiredAlsoIfTheMachineSaysSo() throws Exception {
        Members members = members();
        members.report("web1", 1, null, "It expired");
        assertEquals(List.of("web1 EXPIRED", "web2 EXPIRED"), rows(members, NOW.plus(Duration.ofDays(31))));
    }

    @Test
    void aMachineThatIsNoLongerARecipientIsShownAsLongAsItHasTheEntry() throws Exception {
        Members members = members();
        members.publish(Members.SECOND, "web1");
        members.report("web1", 2, LATER, null);
        assertEquals(List.of("web1 CURRENT", "web2 BEHIND"), rows(members, NOW));
        members.report("web2", 2, LATER, "It cannot be removed");
        assertEquals(List.of("web1 CURRENT", "web2 FAILED"), rows(members, NOW));
        members.report("web2", 2, null, null);
        assertEquals(List.of("web1 CURRENT"), rows(members, NOW));
        members.report("web2", 1, LATER, null);
        assertEquals(List.of("web1 EXPIRED"), rows(members, LATER));
    }

    @Test
    void aRetiredMachineIsShownAsLongAsItHasTheEntry() throws Exception {
        Members members = members();
        members.admission().retire(MachineId.of("web2"));
        members.publisher().revoke(Members.WEB);
        members.report("web1", 2, null, null);
        assertEquals(List.of("web1 REVOKED", "web2 BEHIND"), rows(members, NOW));
    }

    @Test
    void anEntryThatTheCatalogHasLostIsShownAsLongAsAMachineHasIt() throws Exception {
        Members members = members();
        members.report("web2", 1, NOW, null);
        for (byte[] value : new byte[][] {{1, 2, 3}, null}) {
            members.put(members.keys().catalog(Members.WEB), value);
            assertEquals(List.of("web1 FAILED"), rows(members, NOW));
            Overview.Row row = Overview.of(members.registry())
                    .rows(List.of(Members.WEB), NOW)
                    .get(0);
            assertTrue(row.error().orElse("").contains("catalog"), row.toString());
            assertTrue(row.wanted().isEmpty());
        }
    }

    @Test
    void aMachineThatHasSeenALaterVersionThanTheCatalogIsNotWell() throws Exception {
        Members members = members();
        String key = members.keys().catalog(Members.WEB);
        byte[] first = store.get(key).orElseThrow().value();
        members.publisher().revoke(Members.WEB);
        byte[] revoked = store.get(key).orElseThrow().value();
        members.report("web1", 2, null, null);
        members.report("web2", 3, LATER, null);
        members.put(key, first);
        assertEquals(List.of("web1 FAILED", "web2 FAILED"), rows(members, NOW));
        members.put(key, revoked);
        assertEquals(List.of("web1 REVOKED", "web2 FAILED"), rows(members, NOW));
        String error = Overview.of(members.registry())
                .rows(List.of(), NOW)
                .get(1)
                .error()
                .orElse("");
        assertTrue(error.contains("later than the catalog's"), error);
    }

    @Test
    void aMachineThatSaysOfTheNewestVersionThatItIsNotSetDoesNotHaveIt() throws Exception {
        Members members = members();
        members.report("web1", 1, null, null);
        assertEquals(List.of("web1 MISSING", "web2 CURRENT"), rows(members, NOW));
    }

    @Test
    void aMachineWhoseRecordDoesNotCountIsSilentForThatReason() throws Exception {
        for (byte[] record : new byte[][] {null, {1, 2, 3}}) {
            Members members = members();
            members.put(members.keys().machine(MachineId.of("web2")), record);
            Overview.Row row =
                    Overview.of(members.registry()).rows(List.of(), NOW).get(1);
            assertEquals(State.SILENT, row.state());
            assertTrue(row.error().orElse("").contains("record is missing or refused"), row.toString());
        }
    }

    @Test
    void anEntryOfWhichNobodyKnowsIsNotKnown() throws Exception {
        Overview overview = Overview.of(members().registry());
        assertTrue(overview.isKnown(Members.WEB));
        assertFalse(overview.isKnown(EntryName.of("shop/wbe")));
    }
}
