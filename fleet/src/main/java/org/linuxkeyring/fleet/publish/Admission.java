package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.store.FleetStore;

/** The publisher's word on machines: which belong to the fleet, with which certificate, in which groups. */
public final class Admission {
    private final Registry registry;
    private final PublisherState state;
    private final Signer signer;

    public Admission(Registry registry, PublisherState state, Signer signer) {
        this.registry = registry;
        this.state = state;
        this.signer = signer;
    }

    /**
     * Admits a machine with the certificate of this fingerprint, which it has asked for or has been admitted with. Its
     * groups are replaced.
     */
    public MachineRecord admit(MachineId machine, Fingerprint fingerprint, SortedSet<GroupName> groups)
            throws IOException, PublishException {
        Registry.Found<MachineRecord> before = registry.machine(machine);
        Registry.Found<X509Certificate> request = registry.request(machine);
        Optional<X509Certificate> known = before.message().map(MachineRecord::certificate);
        X509Certificate certificate = request.message()
                .filter(each -> Fingerprint.of(each).equals(fingerprint))
                .or(() -> known.filter(each -> Fingerprint.of(each).equals(fingerprint)))
                .orElseThrow(() -> noCertificate(machine, request));
        return write(before, admitted(machine, next(machine, before), certificate, groups));
    }

    private static MachineRecord admitted(
            MachineId machine, long version, X509Certificate certificate, SortedSet<GroupName> groups)
            throws PublishException {
        try {
            return new MachineRecord(machine, version, true, certificate, groups);
        } catch (IllegalArgumentException e) {
            throw new PublishException("Nothing was changed: " + e.getMessage() + ". Name fewer groups", e);
        }
    }

    /** Retires a machine: nothing is published to it any more. */
    public MachineRecord retire(MachineId machine) throws IOException, PublishException {
        Registry.Found<MachineRecord> before = registry.machine(machine);
        MachineRecord record = before.message()
                .orElseThrow(() -> new PublishException(before.refusal()
                        .map(why -> "The record of " + machine + " is refused: " + why)
                        .orElse("There is no machine " + machine + ". See: linuxkeyring-fleet list --machines")));
        return write(
                before,
                new MachineRecord(machine, next(machine, before), false, record.certificate(), new TreeSet<>()));
    }

    private static PublishException noCertificate(MachineId machine, Registry.Found<X509Certificate> request) {
        if (request.refusal().isPresent()) {
            return new PublishException("The request of " + machine + " is refused: "
                    + request.refusal().get());
        }
        return new PublishException(
                request.message().isEmpty()
                        ? "There is no request of " + machine + ". Run on that machine: linuxkeyring-fleet enroll"
                        : "The request of " + machine + " has the fingerprint "
                                + Fingerprint.of(request.message().get())
                                + ", which is another. Compare it with what linuxkeyring-fleet enroll has printed on"
                                + " the machine: if it is another there as well, someone else has written the request");
    }

    private long next(MachineId machine, Registry.Found<MachineRecord> before) throws PublishException {
        return state.next(machine, before.message().map(MachineRecord::version).orElse(0L));
    }

    private MachineRecord write(Registry.Found<MachineRecord> before, MachineRecord record)
            throws IOException, PublishException {
        String key = registry.keys().machine(record.machine());
        try {
            byte[] signed = record.sign(signer);
            state.note(record.machine(), record.version());
            boolean isDone = registry.commit(
                    List.of(new FleetStore.Condition(key, before.revision())),
                    List.of(new FleetStore.Change(key, Optional.of(signed))));
            if (!isDone) {
                throw new PublishException("Another publisher has changed the record of " + record.machine()
                        + " at the same time. See what it is now (list --machines), and run the command again");
            }
            return record;
        } catch (MessageException e) {
            throw new PublishException("Nothing was changed: " + e.getMessage(), e);
        }
    }
}
