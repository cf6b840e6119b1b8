package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.message.GroupName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;

/** The machines that can be published to, by their names and groups. */
final class Recipients {
    private static final int MOST_NAMES_SHOWN = 20;

    private final SortedMap<MachineId, MachineRecord> known;
    private final SortedMap<MachineId, MachineRecord> admitted = new TreeMap<>();

    private Recipients(SortedMap<MachineId, MachineRecord> known) {
        this.known = known;
        known.forEach((machine, record) -> {
            if (record.isAdmitted()) {
                admitted.put(machine, record);
            }
        });
    }

    /**
     * Reads the machine records. One that is refused, or is older than what this publisher has signed, counts for
     * nothing: a store that was set back could bring a machine back into its group.
     */
    static Recipients of(Registry registry, PublisherState state, Consumer<String> warnings)
            throws IOException, PublishException {
        SortedMap<MachineId, MachineRecord> accepted = new TreeMap<>();
        Map<MachineId, Long> signed = state.machines();
        for (Map.Entry<MachineId, Registry.Found<MachineRecord>> each :
                registry.machines().entrySet()) {
            MachineId machine = each.getKey();
            Registry.Found<MachineRecord> found = each.getValue();
            if (found.message().isEmpty()) {
                warnings.accept("The record of " + machine + " is refused, and nothing is published to it: "
                        + found.refusal().orElse(""));
                continue;
            }
            MachineRecord record = found.message().get();
            long known = signed.getOrDefault(machine, 0L);
            if (record.version() < known) {
                warnings.accept("The record of " + machine + " in the store is version " + record.version()
                        + ", and this publisher has signed version " + known + ": the store is older, and nothing is"
                        + " published to that machine. Admit it again, or retire it: admit");
            } else {
                accepted.put(machine, record);
            }
        }
        return new Recipients(accepted);
    }

    /** Returns the records of those of these machines that can be told something, retired ones included. */
    Map<MachineId, MachineRecord> among(Collection<MachineId> machines) {
        Map<MachineId, MachineRecord> found = new TreeMap<>(known);
        found.keySet().retainAll(machines);
        return found;
    }

    /** Returns the machines of these names, and those in groups of these names. */
    Map<MachineId, MachineRecord> named(List<String> targets) throws PublishException {
        Map<MachineId, MachineRecord> found = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        for (String target : targets) {
            int before = found.size();
            boolean isKnown = false;
            for (MachineRecord record : admitted.values()) {
                if (record.machine().text().equals(target)
                        || record.groups().stream()
                                .anyMatch(group -> group.text().equals(target))) {
                    found.put(record.machine(), record);
                    isKnown = true;
                }
            }
            if (!isKnown && before == found.size()) {
                unknown.add(target);
            }
        }
        if (!unknown.isEmpty()) {
            throw new PublishException("There is no group or machine " + String.join(", ", unknown) + ". Machines: "
                    + shown(admitted.keySet()) + ". Groups: " + shown(groups()) + ". See: list --machines");
        }
        return found;
    }

    private SortedSet<GroupName> groups() {
        SortedSet<GroupName> groups = new TreeSet<>();
        admitted.values().forEach(record -> groups.addAll(record.groups()));
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
