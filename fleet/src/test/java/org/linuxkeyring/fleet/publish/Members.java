package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.testing.TestKeys;

/** A publisher and machines that share a store. */
final class Members {
    static final EntryName WEB = TestFleet.WEB;
    static final KeyStore.Entry FIRST = secret(1);
    static final KeyStore.Entry SECOND = secret(2);

    private static final Map<String, KeyPair> PAIRS = new HashMap<>();
    private static final Clock CLOCK = Clock.fixed(TestFleet.PUBLISHED, ZoneOffset.UTC);

    final List<String> warnings = new ArrayList<>();
    private final FleetKeys keys = new FleetKeys("/fleet/");
    private final FleetStore store;
    private final Registry registry;
    private final PublisherState state;
    private final Map<String, X509Certificate> certificates = new HashMap<>();

    Members(FleetStore store, Path stateFile) {
        this.store = store;
        this.registry = new Registry(store, keys, TestFleet.pinned());
        this.state = PublisherState.in(stateFile);
    }

    private static KeyStore.Entry secret(int first) {
        return new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[] {(byte) first, 2, 3}, "AES"));
    }

    Registry registry() {
        return registry;
    }

    FleetKeys keys() {
        return keys;
    }

    Publisher publisher() {
        return new Publisher(registry, state, TestFleet.publisher(), CLOCK, warnings::add);
    }

    Admission admission() {
        return new Admission(registry, state, TestFleet.publisher());
    }

    Admission admission(Signer other) {
        return new Admission(registry, state, other);
    }

    /** Has a machine ask for admission, with the same key for each name. */
    Fingerprint enroll(String machine) throws Exception {
        KeyPair pair = PAIRS.computeIfAbsent(machine, name -> TestKeys.fresh("RSA"));
        X509Certificate certificate =
                SelfSignedCertificate.of(pair, SelfSignedCertificate.named(machine), Duration.ofDays(1));
        certificates.put(machine, certificate);
        put(keys.request(MachineId.of(machine)), certificate.getEncoded());
        return Fingerprint.of(certificate);
    }

    /** @param value null to delete it */
    void put(String key, byte[] value) throws IOException {
        store.commit(List.of(), List.of(new FleetStore.Change(key, Optional.ofNullable(value))));
    }

    /** Enrolls and admits a machine. */
    void join(String machine, String... groups) throws Exception {
        admission().admit(MachineId.of(machine), enroll(machine), groups(groups));
    }

    /** Has a publisher say that this many machines more are in a group, all with one key. */
    void crowd(String group, int count, Signer publisher) throws Exception {
        enroll("crowd");
        for (int i = 0; i < count; i++) {
            MachineId machine = MachineId.of("crowd" + i);
            put(
                    keys.machine(machine),
                    new MachineRecord(machine, 1, true, certificates.get("crowd"), groups(group)).sign(publisher));
        }
    }

    /** Changes the groups of a machine. */
    void move(String machine, String... groups) throws Exception {
        admission().admit(MachineId.of(machine), Fingerprint.of(certificates.get(machine)), groups(groups));
    }

    private static TreeSet<GroupName> groups(String... names) {
        TreeSet<GroupName> groups = new TreeSet<>();
        for (String name : names) {
            groups.add(GroupName.of(name));
        }
        return groups;
    }

    Publisher.Published publish(KeyStore.Entry entry, String... targets) throws Exception {
        return publisher().publish(WEB, entry, List.of(targets), Policy.DEFAULT, Duration.ofDays(30));
    }

    /** Has a machine report that it has a version of the entry until then, or the reason why it has it not. */
    void report(String machine, long version, Instant leaseEnd, String error) throws Exception {
        Report report = new Report(
                MachineId.of(machine),
                TestFleet.PUBLISHED,
                List.of(new Report.State(WEB, version, Optional.ofNullable(leaseEnd), Optional.ofNullable(error))));
        put(
                keys.report(report.machine()),
                report.sign(new Signer(PAIRS.get(machine).getPrivate(), certificates.get(machine))));
    }

    Publication opened(String machine) throws IOException, MessageException {
        MachineId id = MachineId.of(machine);
        return opened(machine, store.get(keys.envelope(id, WEB)).orElseThrow().value());
    }

    Publication opened(String machine, byte[] envelope) throws MessageException {
        return new Recipient(
                        MachineId.of(machine),
                        certificates.get(machine),
                        PAIRS.get(machine).getPrivate(),
                        TestFleet.pinned())
                .open(WEB, envelope);
    }
}
