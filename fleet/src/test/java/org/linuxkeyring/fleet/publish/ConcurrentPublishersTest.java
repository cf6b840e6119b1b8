package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;

/** What a publisher does where another one does something at the same time. */
class ConcurrentPublishersTest {
    private static final MachineId WEB1 = MachineId.of("web1");

    @TempDir
    Path folder;

    private final BrokenStore store = new BrokenStore(new MemoryStore());

    private Members members() throws Exception {
        Members members = new Members(store, folder.resolve("state"));
        members.join("web1", "web");
        members.join("web2", "web");
        return members;
    }

    /** @param machines how many there are besides; with 100, web1 gets it in a transaction of its own, the second */
    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void aMachineThatIsRetiredWhileAnEntryIsPublishedDoesNotGetIt(int machines) throws Exception {
        Members members = members();
        members.crowd("web", machines, TestFleet.publisher());
        int commits = machines / 100;
        store.before(commits, () -> members.admission().retire(WEB1));
        String message = assertThrows(PublishException.class, () -> members.publish(Members.FIRST, "web"))
                .getMessage();
        assertTrue(message.contains("record of a machine") && message.contains("again"), message);
        assertEquals(Optional.empty(), store.get(members.keys().envelope(WEB1, Members.WEB)));

        Publisher.Published published = members.publish(Members.FIRST, "web");
        assertEquals(machines + 1, published.recipients().size());
        assertEquals(Set.of(), published.untold());
    }
}
