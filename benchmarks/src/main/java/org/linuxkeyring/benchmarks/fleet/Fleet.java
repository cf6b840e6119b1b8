package org.linuxkeyring.benchmarks.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.publish.Admission;
import org.linuxkeyring.fleet.publish.Publisher;
import org.linuxkeyring.fleet.publish.PublisherState;
import org.linuxkeyring.fleet.publish.Registry;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A publisher, and the machines that it has admitted. */
final class Fleet implements AutoCloseable {
    static final EntryName NAME = EntryName.of("linuxkeyring-benchmark/web");

    /** The keyring of entries that one machine alone has: to publish such an entry takes nothing from others. */
    static final String ALONE = "linuxkeyring-benchmark-alone";

    private static final GroupName GROUP = GroupName.of("web");
    private static final FleetKeys KEYS = new FleetKeys(FleetKeys.USUAL_PREFIX);
    private static final int MACHINE_KEY_BITS = 3072;

    private final List<URI> endpoints;
    private final Path folder;
    private final NotingStore store;
    private final PublisherState state;
    private final Registry registry;
    private final Signer signer;
    private final List<Machine> machines = new ArrayList<>();

    /** All machines in this JVM have the same key, as each takes a second to make, and certificates of their own. */
    private final KeyPair machineKey;

    private final KeyPair webKey = TestKeys.fresh("RSA");

    Fleet(List<URI> endpoints, Path folder) throws Exception {
        this.endpoints = endpoints;
        this.folder = folder;
        this.store = new NotingStore(EtcdStore.of(EtcdConnection.plain(endpoints)));
        this.state = PublisherState.in(folder.resolve("published"));
        KeyPair pair = TestKeys.fresh("EC");
        this.signer = new Signer(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1)[0]);
        this.registry = new Registry(store, KEYS, publishers());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(MACHINE_KEY_BITS);
        this.machineKey = generator.generateKeyPair();
    }

    X509Certificate publisher() {
        return signer.certificate();
    }

    private PinnedPublishers publishers() {
        return PinnedPublishers.of(List.of(signer.certificate()));
    }

    /** Returns when the publisher sent its last changes (System.nanoTime). */
    long lastCommit() {
        return store.lastCommit();
    }

    List<Machine> machines() {
        return machines;
    }

    void admit(MachineId machine, Fingerprint fingerprint) throws Exception {
        SortedSet<GroupName> groups = new TreeSet<>(List.of(GROUP));
        new Admission(registry, state, signer).admit(machine, fingerprint, groups);
    }

    void join(int count, Duration lease) throws Exception {
        for (int number = 0; number < count; number++) {
            MachineId machine = MachineId.of("m" + number);
            X509Certificate certificate = SelfSignedCertificate.of(
                    machineKey, SelfSignedCertificate.named(machine.text()), Duration.ofDays(1));
            // As admit writes it, which also waits for the disk three times.
            MachineRecord record = new MachineRecord(machine, 1, true, certificate, new TreeSet<>(List.of(GROUP)));
            store.put(KEYS.machine(machine), record.sign(signer));
            machines.add(new Machine(machine, machineKey, certificate, publishers(), endpoints, folder, lease));
        }
    }

    /** Makes a certificate that is not like any other. */
    Certificate[] certificate() {
        return TestCertificates.chainFor("localhost", webKey.getPublic());
    }

    /** Publishes an entry of its own to one machine, as the program does. */
    void publishTo(MachineId machine, Certificate[] chain) throws Exception {
        publish(EntryName.of(ALONE + "/" + machine), chain, Policy.DEFAULT, machine.text());
    }

    /** Publishes the one entry that all machines have. */
    void publishToAll(Certificate[] chain, Optional<Duration> lease) throws Exception {
        publish(NAME, chain, new Policy(Optional.empty(), false, Optional.empty(), lease), GROUP.text());
    }

    private void publish(EntryName name, Certificate[] chain, Policy policy, String target) throws Exception {
        new Publisher(registry, state, signer, Clock.systemUTC(), warning -> {})
                .publish(
                        name,
                        new KeyStore.PrivateKeyEntry(webKey.getPrivate(), chain),
                        List.of(target),
                        policy,
                        Duration.ofDays(1));
    }

    @Override
    public void close() {
        machines.forEach(Machine::close);
        store.close();
    }
}
