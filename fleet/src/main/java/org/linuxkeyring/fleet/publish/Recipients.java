package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.store.FleetStore;

/**
 * The machines that can be published to, by their names and groups. Records are verified when they matter: those that
 * claim a machine or group which is published to, and those of machines that have the entry. What a record claims makes
 * no machine a recipient before its signature is verified.
 */
final class Recipients {
    private static final int MOST_NAMES_SHOWN = 20;

    private final Registry registry;
    private final Consumer<String> warnings;
    private final Map<MachineId, Long> signed;
    private final SortedMap<MachineId, Registry.Unverified> unverified = new TreeMap<>();

    /** All that have a record, whether or not it counts. */
    private final SortedSet<MachineId> stored = new TreeSet<>();

    /** Those that were verified and are accepted, retired machines included. */
    private final SortedMap<MachineId, MachineRecord> known = new TreeMap<>();

    /** The revision of each of those records. */
    private final Map<MachineId, Long> revisions = new TreeMap<>();

    private Recipients(Registry registry, Map<MachineId, Long> signed, Consumer<String> warnings) {
        this.registry = registry;
        this.signed = signed;
        this.warnings = warnings;
    }

    /**
     * Reads the machine records. One that is refused, or is older than what this publisher has signed, counts for
     * nothing: a store that was set back could bring a machine back into its group.
     */
    static Recipients of(Registry registry, PublisherState state, Consumer<String> warnings)
            throws IOException, PublishException {
        Recipients recipients = new Recipients(registry, state.machines(), warnings);
        registry.storedMachines().forEach(each -> recipients.unverified.put(each.machine(), each));
        recipients.stored.addAll(recipients.unverified.keySet());
        for (MachineId machine : recipients.signed.keySet()) {
            if (!recipients.stored.contains(machine)) {
                warnings.accept("The store has no record of " + machine + ", and this publisher has signed version "
                        + recipients.signed.get(machine) + ": either that was broken off, or the store is older or was"
                        + " changed. Nothing is published to that machine. Admit it again: linuxkeyring-fleet admit;"
                        + " or, if it was retired, take its line out of the file of --state");
            }
        }
        // That they are of no use is seen without their signatures, and is told whatever is published.
        recipients.verify(each -> each.claim().isEmpty()
                || recipients.isOlder(each.machine(), each.claim().get()));
        return recipients;
    }

    private boolean isOlder(MachineId machine, MachineRecord.Claim claim) {
        return claim.version() < signed.getOrDefault(machine, 0L);
    }

    private void verify(Predicate<Registry.Unverified> chosen) {
        List<Registry.Unverified> records =
                unverified.values().stream().filter(chosen).toList();
        records.forEach(each -> unverified.remove(each.machine()));
        registry.verified(records).forEach(this::accept);
    }

    private void accept(MachineId machine, Registry.Found<MachineRecord> found) {
        if (found.message().isEmpty()) {
            warnings.accept("The record of " + machine + " is refused, and nothing is published to it: "
                    + found.refusal().orElse(""));
            return;
        }
        MachineRecord record = found.message().get();
        long newest = signed.getOrDefault(machine, 0L);
        if (record.version() < newest) {
            warnings.accept("The record of " + machine + " in the store is version " + record.version()
                    + ", and this publisher has signed version " + newest + ": the store is older, and nothing is"
                    + " published to that machine. Admit it again, or retire it: linuxkeyring-fleet admit");
        } else {
            known.put(machine, record);
            revisions.put(machine, found.revision());
        }
    }

    /** Returns what has to be so when something is written to a machine: that its record is still the one read here. */
    FleetStore.Condition condition(MachineId machine) {
        return new FleetStore.Condition(registry.keys().machine(machine), revisions.get(machine));
    }

    /** Returns all machines of which there is a record, be it one that is refused. */
    SortedSet<MachineId> machines() {
        return Collections.unmodifiableSortedSet(stored);
    }

    /** Returns the records of those of these machines that can be told something, retired ones included. */
    Map<MachineId, MachineRecord> among(Collection<MachineId> machines) {
        Set<MachineId> wanted = new HashSet<>(machines);
        verify(each -> wanted.contains(each.machine()));
        Map<MachineId, MachineRecord> found = new TreeMap<>(known);
        found.keySet().retainAll(wanted);
        return found;
    }

    /** Returns the machines of these names, and those in groups of these names. */
    Map<MachineId, MachineRecord> named(List<String> targets) throws PublishException {
        Set<String> wanted = new HashSet<>(targets);
        verify(each -> each.claim()
                .filter(claim -> isNamed(each.machine(), claim.groups(), wanted))
                .isPresent());
        Map<MachineId, MachineRecord> found = new TreeMap<>();
        Set<String> unknown = new LinkedHashSet<>(targets);
        admitted().forEach(record -> {
            if (isNamed(record.machine(), record.groups(), wanted)) {
                found.put(record.machine(), record);
                unknown.remove(record.machine().text());
                record.groups().forEach(group -> unknown.remove(group.text()));
            }
        });
        if (!unknown.isEmpty()) {
            verify(each -> true);
            throw new PublishException("There is no group or machine " + String.join(", ", unknown) + ". Machines: "
                    + shown(admitted().map(MachineRecord::machine).toList()) + ". Groups: " + shown(groups())
                    + ". See: linuxkeyring-fleet list --machines");
        }
        for (String target : wanted) {
            requireOneMeaning(target, found);
        }
        return found;
    }

    /** Refuses the name of a group that is a machine's as well: a machine gets what is for another by no name. */
    private static void requireOneMeaning(String target, Map<MachineId, MachineRecord> found) throws PublishException {
        List<MachineId> members = found.values().stream()
                .filter(record ->
                        record.groups().stream().anyMatch(group -> group.text().equals(target)))
                .map(MachineRecord::machine)
                .toList();
        boolean isMachine =
                found.keySet().stream().anyMatch(machine -> machine.text().equals(target));
        if (isMachine
                && !members.isEmpty()
                && !members.stream().allMatch(machine -> machine.text().equals(target))) {
            throw new PublishException("There is a machine " + target + ", and a group of that name with "
                    + shown(members) + ". Nothing was published, as either can be meant. Give the group another name,"
                    + " or enroll the machine by another: linuxkeyring-fleet admit");
        }
    }

    private static boolean isNamed(MachineId machine, Collection<GroupName> groups, Set<String> wanted) {
        return wanted.contains(machine.text()) || groups.stream().anyMatch(group -> wanted.contains(group.text()));
    }

    private Stream<MachineRecord> admitted() {
        return known.values().stream().filter(MachineRecord::isAdmitted);
    }

    private SortedSet<GroupName> groups() {
        SortedSet<GroupName> groups = new TreeSet<>();
        admitted().forEach(record -> groups.addAll(record.groups()));
        return groups;
    }

    private static String shown(Collection<?> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = String.join(
                ", ",
                names.stream().limit(MOST_NAMES_SHOWN).map(Object::toString).toList());
        return names.size() > MOST_NAMES_SHOWN ? first + " and " + (names.size() - MOST_NAMES_SHOWN) + " more" : first;
    }
}
