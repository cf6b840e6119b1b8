package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.store.MemoryStore;

/** What a publisher does where somebody has deleted or changed what the store had. */
class DamagedStoreTest {
    private static final MachineId WEB2 = MachineId.of("web2");

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();

    private Members published() throws Exception {
        Members members = new Members(store, folder.resolve("state"));
        members.join("web1", "web");
        members.join("web2", "web");
        members.publish(Members.FIRST, "web");
        return members;
    }

    @Test
    void aMachineWhoseRecordIsLostIsNotSaidToHaveBeenTold() throws Exception {
        for (byte[] record : new byte[][] {null, {1, 2, 3}}) {
            Members members = published();
            members.put(members.keys().machine(WEB2), record);
            Publisher.Published preview = members.publisher().preview(Members.WEB, List.of("web"));
            Publisher.Published published = members.publish(Members.SECOND, "web");
            assertEquals(Set.of(MachineId.of("web1")), published.recipients());
            assertEquals(Set.of(), published.dropped());
            assertEquals(Set.of(WEB2), published.untold());
            assertEquals(published, preview);
            assertTrue(store.get(members.keys().envelope(WEB2, Members.WEB)).isEmpty());
        }
    }

    @Test
    void aMachineWhoseRecordIsLostIsNotSaidToHaveBeenToldOfARevocation() throws Exception {
        Members members = published();
        members.put(members.keys().machine(WEB2), null);
        Publisher.Published revoked = members.publisher().revoke(Members.WEB);
        assertEquals(Set.of(MachineId.of("web1")), revoked.recipients());
        assertEquals(Set.of(WEB2), revoked.untold());
        assertTrue(store.get(members.keys().envelope(WEB2, Members.WEB)).isEmpty());
    }

    @Test
    void anEntryThatTheCatalogHasLostIsRevokedWhereverTheStoreHasIt() throws Exception {
        for (byte[] entry : new byte[][] {null, {1, 2, 3}}) {
            Members members = published();
            members.put(members.keys().catalog(Members.WEB), entry);
            assertEquals(
                    Set.of(MachineId.of("web1"), WEB2),
                    members.publisher().revoke(Members.WEB).recipients());
            assertTrue(members.opened("web1").isRevocation());
            assertTrue(members.opened("web2").isRevocation());
        }
    }

    @Test
    void whoLeavesIsToldAlsoIfTheCatalogHasLostTheEntry() throws Exception {
        for (byte[] entry : new byte[][] {null, {1, 2, 3}}) {
            Members members = published();
            members.put(members.keys().catalog(Members.WEB), entry);
            assertEquals(Set.of(WEB2), members.publish(Members.SECOND, "web1").dropped());
            assertTrue(members.opened("web2").isRevocation());
        }
    }

    @Test
    void anEntryWhoseCatalogEntryWasSetBackIsRevokedAtThoseWhoGotItSinceThen() throws Exception {
        Members members = published();
        members.publish(Members.FIRST, "web1");
        String key = members.keys().catalog(Members.WEB);
        byte[] older = store.get(key).orElseThrow().value();
        members.publish(Members.SECOND, "web");
        members.put(key, older);
        assertEquals(
                Set.of(MachineId.of("web1"), WEB2),
                members.publisher().revoke(Members.WEB).recipients());
        assertTrue(members.opened("web2").isRevocation());
    }

    @Test
    void aMachineWhoseRecordIsGoneIsToldOfWhateverIsPublished() throws Exception {
        Members members = published();
        members.put(members.keys().machine(WEB2), null);
        members.publisher().preview(EntryName.of("shop/new"), List.of("web"));
        assertEquals(1, members.warnings.size(), members.warnings.toString());
        String warning = members.warnings.get(0);
        assertTrue(warning.contains("no record of web2") && warning.contains("Admit it again"), warning);
    }

    @Test
    void anEntryThatIsNowhereIsNone() throws Exception {
        Members members = published();
        for (String key : List.of(
                members.keys().catalog(Members.WEB),
                members.keys().envelope(WEB2, Members.WEB),
                members.keys().envelope(MachineId.of("web1"), Members.WEB))) {
            members.put(key, null);
        }
        String message = assertThrows(
                        PublishException.class, () -> members.publisher().revoke(Members.WEB))
                .getMessage();
        assertTrue(message.startsWith("There is no entry shop/web"), message);
    }
}
