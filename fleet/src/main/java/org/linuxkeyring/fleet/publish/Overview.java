package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.Report;

/** What was published, compared with what machines report. */
public final class Overview {
    private final SortedMap<MachineId, MachineRecord> machines = new TreeMap<>();
    private final SortedMap<MachineId, Registry.Found<Report>> reports;
    private final Map<MachineId, Map<EntryName, Report.State>> states = new HashMap<>();
    private final SortedMap<EntryName, Registry.Found<CatalogEntry>> catalog;

    private Overview(Registry registry) throws IOException {
        registry.machines()
                .forEach((machine, found) -> found.message().ifPresent(record -> machines.put(machine, record)));
        reports = registry.reports(machines);
        reports.forEach((machine, found) -> found.message()
                .ifPresent(report -> report.states()
                        .forEach(state -> states.computeIfAbsent(machine, added -> new HashMap<>())
                                .putIfAbsent(state.name(), state))));
        // Read last: what a machine reports was in the catalog before, unless a publication was broken off.
        catalog = registry.catalog();
    }

    public static Overview of(Registry registry) throws IOException {
        return new Overview(registry);
    }

    /** What a machine has of an entry. */
    public enum State {
        CURRENT,
        REVOKED,
        BEHIND,
        FAILED,
        /** The machine had it, until its end or that of its lease. */
        EXPIRED,
        /** The machine's report has the entry in no version, or says of it that it is not set. */
        MISSING,
        /** The machine has not reported. */
        SILENT;

        /** Returns whether nothing is to be done. */
        public boolean isWell() {
            return this == CURRENT || this == REVOKED;
        }
    }

    /**
     * A machine's entry.
     *
     * @param wanted the version that was published; empty if the catalog has none
     * @param reported the version that the machine has
     * @param leaseEnd when the machine's entry ends if it hears nothing more
     * @param heard when the machine reported last
     * @param error what the machine says, or why its report is refused
     */
    public record Row(
            MachineId machine,
            EntryName name,
            Optional<Long> wanted,
            Optional<Long> reported,
            State state,
            Optional<Instant> leaseEnd,
            Optional<Instant> heard,
            Optional<String> error) {}

    /**
     * Returns a row for each recipient of each entry, and for each other machine that still has it.
     *
     * @param names the entries; empty for all
     */
    public List<Row> rows(Collection<EntryName> names, Instant now) {
        SortedMap<EntryName, SortedSet<MachineId>> machinesOf = new TreeMap<>();
        catalog.forEach((name, found) ->
                found.message().ifPresent(entry -> machinesOf.put(name, new TreeSet<>(entry.recipients()))));
        states.forEach((machine, found) -> found.values().stream()
                .filter(state -> state.leaseEnd().filter(now::isBefore).isPresent())
                .forEach(state -> machinesOf
                        .computeIfAbsent(state.name(), added -> new TreeSet<>())
                        .add(machine)));
        List<Row> rows = new ArrayList<>();
        machinesOf.forEach((name, holders) -> {
            if (names.isEmpty() || names.contains(name)) {
                holders.forEach(machine -> rows.add(row(name, machine, now)));
            }
        });
        return rows;
    }

    /** Returns whether the catalog has an entry, be it one that is refused, or a machine has reported it. */
    public boolean isKnown(EntryName name) {
        return catalog.containsKey(name) || states.values().stream().anyMatch(found -> found.containsKey(name));
    }

    /** Returns why catalog entries are refused, by name. */
    public SortedMap<EntryName, String> refusals() {
        SortedMap<EntryName, String> refusals = new TreeMap<>();
        catalog.forEach((name, found) -> found.refusal().ifPresent(why -> refusals.put(name, why)));
        return refusals;
    }

    private Row row(EntryName name, MachineId machine, Instant now) {
        Optional<CatalogEntry> entry = Optional.ofNullable(catalog.get(name)).flatMap(Registry.Found::message);
        Registry.Found<Report> found = reports.getOrDefault(machine, Registry.Found.nothing());
        Optional<Report.State> state =
                Optional.ofNullable(states.getOrDefault(machine, Map.of()).get(name));
        return new Row(
                machine,
                name,
                entry.map(CatalogEntry::version),
                state.map(Report.State::version),
                entry.map(each -> state(each, machine, found.message().isPresent(), state, now))
                        .orElse(State.FAILED),
                state.flatMap(Report.State::leaseEnd),
                found.message().map(Report::time),
                entry.isEmpty()
                        ? Optional.of(
                                "The catalog does not have it, or it is refused there. Publish or revoke it again")
                        : found.refusal()
                                .or(() -> state.flatMap(Report.State::error))
                                .or(() -> unknown(machine))
                                .or(() -> later(entry.get(), state)));
    }

    private Optional<String> unknown(MachineId machine) {
        return machines.containsKey(machine)
                ? Optional.empty()
                : Optional.of("The machine's record is missing or refused, so that its report counts for nothing. See:"
                        + " linuxkeyring-fleet list --machines");
    }

    private static Optional<String> later(CatalogEntry entry, Optional<Report.State> state) {
        return state.filter(each -> each.version() > entry.version())
                .map(each -> "The machine has seen version " + each.version() + ", which is later than the catalog's: a"
                        + " publication was broken off, or the store is older than what was published. Publish or"
                        + " revoke it again");
    }

    private static State state(
            CatalogEntry entry, MachineId machine, boolean isHeard, Optional<Report.State> reported, Instant now) {
        if (!isHeard) {
            return State.SILENT;
        }
        if (reported.isEmpty()) {
            return entry.isRevoked() ? State.REVOKED : State.MISSING;
        }
        Report.State state = reported.get();
        boolean hasNewest = state.version() >= entry.version();
        if (hasNewest && !entry.isRevoked() && isOver(entry, state, now)) {
            return State.EXPIRED;
        }
        if (state.error().isPresent() || state.version() > entry.version()) {
            return State.FAILED;
        }
        if (!hasNewest || !entry.recipients().contains(machine)) {
            return State.BEHIND;
        }
        if (entry.isRevoked()) {
            return State.REVOKED;
        }
        // A machine that has an entry says until when.
        return state.leaseEnd().isPresent() ? State.CURRENT : State.MISSING;
    }

    /** A machine that is not heard any more has no entry after its lease, whatever it has reported. */
    private static boolean isOver(CatalogEntry entry, Report.State state, Instant now) {
        return !now.isBefore(entry.expiry())
                || state.leaseEnd().filter(end -> !now.isBefore(end)).isPresent();
    }
}
