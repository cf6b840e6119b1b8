package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;

/** What a publisher writes, and what it does not believe. */
class PublisherTest {
    @TempDir
    Path folder;

    private final BrokenStore store = new BrokenStore(new MemoryStore());

    private Members members() {
        return new Members(store, folder.resolve("state"));
    }

    private static String refusal(Executable refused) {
        return assertThrows(PublishException.class, refused).getMessage();
    }

    private static void assertSecret(KeyStore.Entry expected, Publication publication) {
        assertEquals(
                ((KeyStore.SecretKeyEntry) expected).getSecretKey(),
                ((KeyStore.SecretKeyEntry) publication.entry().orElseThrow()).getSecretKey());
    }

    @Test
    void theMachinesOfAGroupOpenWhatIsPublishedToIt() throws Exception {
        Members members = members();
        members.join("web1", "web", "eu");
        members.join("web2", "web");
        members.join("db", "eu");
        assertEquals(1, members.publish(Members.FIRST, "web").version());
        assertSecret(Members.FIRST, members.opened("web1"));
        assertSecret(Members.FIRST, members.opened("web2"));
        assertEquals(2, members.publish(Members.SECOND, "web", "db").version());
        assertSecret(Members.SECOND, members.opened("db"));
        assertEquals(2, members.opened("web1").version());
        assertEquals(List.of(), members.warnings);
    }

    @Test
    void aMachineThatLeftItsGroupIsToldSoAndCannotOpenWhatOthersGet() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("web2", "web");
        members.publish(Members.FIRST, "web");
        members.move("web2");
        Publisher.Published published = members.publish(Members.SECOND, "web");
        assertEquals(Set.of(MachineId.of("web2")), published.dropped());
        assertTrue(members.opened("web2").isRevocation());
        assertEquals(2, members.opened("web2").version());
        byte[] ofOther = store.get(members.keys().envelope(MachineId.of("web1"), Members.WEB))
                .orElseThrow()
                .value();
        assertThrows(MessageException.class, () -> members.opened("web2", ofOther));
    }

    @Test
    void aRetiredMachineIsToldAndGetsNothingMore() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("web2", "web");
        members.publish(Members.FIRST, "web");
        assertFalse(members.admission().retire(MachineId.of("web2")).isAdmitted());
        assertEquals(
                Set.of(MachineId.of("web1")),
                members.publish(Members.SECOND, "web").recipients());
        assertTrue(members.opened("web2").isRevocation());
        assertTrue(refusal(() -> members.publish(Members.FIRST, "web2")).contains("no group or machine web2"));
    }

    @Test
    void aRevocationReachesAllWhoHaveTheEntry() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.publish(Members.FIRST, "web");
        assertEquals(2, members.publisher().revoke(Members.WEB).version());
        assertTrue(members.opened("web1").isRevocation());
        assertEquals(3, members.publish(Members.FIRST, "web").version());
        assertSecret(Members.FIRST, members.opened("web1"));
    }

    @Test
    void anUnknownNameIsAnErrorThatListsWhatThereIs() throws Exception {
        Members members = members();
        members.join("web1", "web");
        String message = refusal(() -> members.publish(Members.FIRST, "web", "wbe"));
        assertTrue(message.startsWith("There is no group or machine wbe. Machines: web1. Groups: web."), message);
        assertTrue(refusal(() -> members.publisher().revoke(Members.WEB)).contains("There is no entry shop/web"));
    }

    @Test
    void aMachineWithTheNameOfAGroupGetsNothingThatIsForTheGroup() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("web");
        String message = refusal(() -> members.publish(Members.FIRST, "web"));
        assertTrue(message.contains("a machine web, and a group of that name with web1"), message);
        assertEquals(0, store.keys(members.keys().catalog(), 1).revisions().size());

        members.move("web1", "web1");
        assertEquals(
                2, members.publish(Members.FIRST, "web", "web1").recipients().size());
    }

    @Test
    void aPreviewWritesNothing() throws Exception {
        Members members = members();
        members.join("web1", "web");
        Publisher.Published preview = members.publisher().preview(Members.WEB, List.of("web"));
        assertEquals(Set.of(MachineId.of("web1")), preview.recipients());
        assertTrue(members.registry().catalogEntry(Members.WEB).message().isEmpty());
        assertEquals(preview.version(), members.publish(Members.FIRST, "web").version());
    }

    @Test
    void aMachineOfWhichNoPinnedPublisherHasSpokenGetsNothing() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.crowd("web", 1, TestFleet.signer("EC"));
        Publisher.Published published = members.publish(Members.FIRST, "web");
        assertEquals(Set.of(MachineId.of("web1")), published.recipients());
        assertTrue(members.warnings.get(0).startsWith("The record of crowd0 is refused"), members.warnings.toString());
        assertTrue(refusal(() -> members.publish(Members.FIRST, "crowd0")).contains("no group or machine crowd0"));
    }

    @Test
    void aPublisherVerifiesTheRecordsOfThoseWhomItMattersTo() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("db", "db");
        members.publish(Members.FIRST, "web", "db");
        // Each of these would be a warning if it were verified.
        members.crowd("mail", 1000, TestFleet.signer("EC"));
        members.publish(Members.SECOND, "web");
        members.publisher().preview(Members.WEB, List.of("web"));
        members.publisher().revoke(Members.WEB);
        assertEquals(List.of(), members.warnings);
        assertTrue(members.opened("db").isRevocation());
        assertTrue(
                refusal(() -> members.publish(Members.FIRST, "mail")).contains("Machines: db, web1. Groups: db, web."));
        assertEquals(1000, members.warnings.size());
    }

    @Test
    void aRecordThatWasChangedToLeaveAGroupIsRefusedWhereItsMachineHasTheEntry() throws Exception {
        Members members = members();
        members.crowd("web", 1, TestFleet.publisher());
        members.publish(Members.FIRST, "web");
        members.crowd("mail", 1, TestFleet.signer("EC"));
        members.join("web1", "web");
        assertEquals(
                Set.of(MachineId.of("web1")),
                members.publish(Members.SECOND, "web").recipients());
        assertTrue(members.warnings.get(0).startsWith("The record of crowd0 is refused"), members.warnings.toString());
    }

    @Test
    void aRecordInAnothersPlaceMakesNoRecipient() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.put(
                members.keys().machine(MachineId.of("spy")),
                store.get(members.keys().machine(MachineId.of("web1")))
                        .orElseThrow()
                        .value());
        members.put(members.keys().machine(MachineId.of("other")), new byte[] {1, 2, 3});
        assertEquals(
                Set.of(MachineId.of("web1")),
                members.publish(Members.FIRST, "web").recipients());
        assertEquals(2, members.warnings.size(), members.warnings.toString());
    }

    @Test
    void aMachineRecordOfBeforeIsNotBelieved() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("web2", "web");
        String key = members.keys().machine(MachineId.of("web2"));
        byte[] inGroup = store.get(key).orElseThrow().value();
        members.move("web2");
        members.put(key, inGroup);
        assertEquals(
                Set.of(MachineId.of("web1")),
                members.publish(Members.FIRST, "web").recipients());
        assertTrue(members.warnings.get(0).contains("the store is older"), members.warnings.toString());
    }

    @Test
    void anotherFingerprintIsNotAdmitted() throws Exception {
        Members members = members();
        MachineId web1 = MachineId.of("web1");
        Fingerprint asked = members.enroll("web1");
        Fingerprint other = Fingerprint.of(TestFleet.certificate());
        String message = refusal(() -> members.admission().admit(web1, other, new TreeSet<>()));
        assertTrue(message.contains(asked.hex()), message);
        assertTrue(refusal(() -> members.admission().admit(MachineId.of("web9"), other, new TreeSet<>()))
                .contains("There is no request of web9"));
        members.put(members.keys().request(web1), new byte[] {1, 2, 3});
        assertTrue(refusal(() -> members.admission().admit(web1, asked, new TreeSet<>()))
                .contains("no self-signed certificate"));
    }

    @Test
    void aPublisherThatWasKilledAnywhereLeavesEachMachineWholeAndCompletesWhenRunAgain() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.join("web2", "web");
        members.publish(Members.FIRST, "web");
        members.move("web2");
        members.join("web3", "web");
        members.crowd("web", 199, TestFleet.publisher());
        for (int commits = 0; commits < 3; commits++) {
            store.breakAfter(commits);
            assertThrows(IOException.class, () -> members.publish(Members.SECOND, "web"));
            store.breakAfter(Integer.MAX_VALUE);
            Publication left = members.opened("web1");
            assertSecret(left.version() == 1 ? Members.FIRST : Members.SECOND, left);
        }
        members.warnings.clear();
        Publisher.Published published = members.publish(Members.SECOND, "web");
        assertEquals(5, published.version());
        assertSecret(Members.SECOND, members.opened("web1"));
        assertSecret(Members.SECOND, members.opened("web3"));
        assertTrue(members.opened("web2").isRevocation());
    }

    @Test
    void aStoreThatWasSetBackIsNoticedAndOvertaken() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.publish(Members.FIRST, "web");
        String key = members.keys().catalog(Members.WEB);
        byte[] before = store.get(key).orElseThrow().value();
        members.publish(Members.SECOND, "web");
        members.put(key, before);
        assertEquals(3, members.publish(Members.SECOND, "web").version());
        assertTrue(members.warnings.get(0).contains("the store is older"), members.warnings.toString());
    }

    @Test
    void ofTwoPublishersOfOneNameOneStops() throws Exception {
        Members members = members();
        members.join("web1", "web");
        store.before(0, () -> members.publish(Members.SECOND, "web"));
        String message = refusal(() -> members.publish(Members.FIRST, "web"));
        assertTrue(message.contains("Another publisher"), message);
        assertSecret(Members.SECOND, members.opened("web1"));
    }

    @Test
    void aPublisherThatIsOvertakenAfterItsCatalogEntryWritesNothingOverTheOthers() throws Exception {
        Members members = members();
        members.join("web1", "web");
        members.crowd("web", 100, TestFleet.publisher());
        store.after(1, () -> members.publish(Members.SECOND, "web"));
        String message = refusal(() -> members.publish(Members.FIRST, "web"));
        assertTrue(message.contains("Another publisher"), message);
        assertSecret(Members.SECOND, members.opened("web1"));
    }

    @Test
    void manyMachinesGetItInTransactionsThatEtcdAccepts() throws Exception {
        Members members = members();
        members.crowd("web", 250, TestFleet.publisher());
        store.largest();
        assertEquals(250, members.publish(Members.FIRST, "web").recipients().size());
        assertEquals(100, store.largest());
    }

    @Test
    void aDamagedStateFileStopsThePublisher() throws Exception {
        Members members = members();
        members.join("web1", "web");
        Files.writeString(folder.resolve("state"), "entry\\ shop/web=many\n");
        String message = refusal(() -> members.publish(Members.FIRST, "web"));
        assertTrue(message.contains("it is damaged") && message.contains("--state"), message);
        assertTrue(members.registry().catalogEntry(Members.WEB).message().isEmpty());
    }
}
