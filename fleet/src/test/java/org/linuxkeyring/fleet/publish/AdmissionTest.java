package org.linuxkeyring.fleet.publish;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.store.MemoryStore;

/** Which machines are not admitted. */
class AdmissionTest {
    private static final MachineId WEB1 = MachineId.of("web1");

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();

    private Members members() {
        return new Members(store, folder.resolve("state"));
    }

    /** Otherwise the other machine could sign reports as this one, and this one could open nothing. */
    @Test
    void aMachineIsNotAdmittedWithAnothersCertificateAlsoIfTheFingerprintIsGiven() throws Exception {
        Members members = members();
        Fingerprint other = members.enroll("web2");
        members.put(
                members.keys().request(WEB1),
                store.get(members.keys().request(MachineId.of("web2")))
                        .orElseThrow()
                        .value());
        String message = assertThrows(
                        PublishException.class, () -> members.admission().admit(WEB1, other, new TreeSet<>()))
                .getMessage();
        assertTrue(message.contains("The request stored for web1 has a certificate of CN=web2"), message);
    }

    @Test
    void aMachineIsInNoMoreGroupsThanARecordHas() throws Exception {
        Members members = members();
        Fingerprint asked = members.enroll("web1");
        TreeSet<GroupName> groups = new TreeSet<>();
        for (int i = 0; i <= 100; i++) {
            groups.add(GroupName.of("group" + i));
        }
        String message = assertThrows(
                        PublishException.class, () -> members.admission().admit(WEB1, asked, groups))
                .getMessage();
        assertTrue(message.contains("101 groups, and 100 are allowed. Name fewer"), message);
    }
}
