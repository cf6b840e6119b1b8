package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.Report;

/** What was published, compared with what machines report. */
public final class Overview {
    private final SortedMap<EntryName, Registry.Found<CatalogEntry>> catalog;
    private final SortedMap<MachineId, MachineRecord> machines = new TreeMap<>();
    private final SortedMap<MachineId, Registry.Found<Report>> reports;

    private Overview(Registry registry) throws IOException {
        catalog = registry.catalog();
        registry.machines()
                .forEach((machine, found) -> found.message().ifPresent(record -> machines.put(machine, record)));
        reports = registry.reports(machines);
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
        EXPIRED,
        /** The machine's report has the entry in no version. */
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
     * @param wanted the version that was published
     * @param reported the version that the machine has
     * @param leaseEnd when the machine's entry ends if it hears nothing more
     * @param heard when the machine reported last
     * @param error what the machine says, or why its report is refused
     */
    public record Row(
            MachineId machine,
            EntryName name,
            long wanted,
            Optional<Long> reported,
            State state,
            Optional<Instant> leaseEnd,
            Optional<Instant> heard,
            Optional<String> error) {}

    /**
     * Returns a row for each recipient of each entry.
     *
     * @param names the entries; empty for all
     */
    public List<Row> rows(Collection<EntryName> names, Instant now) {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<EntryName, Registry.Found<CatalogEntry>> each : catalog.entrySet()) {
            if ((names.isEmpty() || names.contains(each.getKey()))
                    && each.getValue().message().isPresent()) {
                CatalogEntry entry = each.getValue().message().get();
                entry.recipients().forEach(machine -> rows.add(row(entry, machine, now)));
            }
        }
        return rows;
    }

    /** Returns why catalog entries are refused, by name. */
    public SortedMap<EntryName, String> refusals() {
        SortedMap<EntryName, String> refusals = new TreeMap<>();
        catalog.forEach((name, found) -> found.refusal().ifPresent(why -> refusals.put(name, why)));
        return refusals;
    }

    private Row row(CatalogEntry entry, MachineId machine, Instant now) {
        Registry.Found<Report> found = reports.getOrDefault(machine, Registry.Found.nothing());
        Optional<Report.State> state = found.message().stream()
                .flatMap(report -> report.states().stream())
                .filter(each -> each.name().equals(entry.name()))
                .findFirst();
        return new Row(
                machine,
                entry.name(),
                entry.version(),
                state.map(Report.State::version),
                state(entry, found.message().isPresent(), state, now),
                state.flatMap(Report.State::leaseEnd),
                found.message().map(Report::time),
                found.refusal().or(() -> state.flatMap(Report.State::error)));
    }

    private static State state(CatalogEntry entry, boolean isHeard, Optional<Report.State> state, Instant now) {
        if (!isHeard) {
            return State.SILENT;
        }
        if (state.isEmpty()) {
            return entry.isRevoked() ? State.REVOKED : State.MISSING;
        }
        if (state.get().error().isPresent()) {
            return State.FAILED;
        }
        if (state.get().version() < entry.version()) {
            return State.BEHIND;
        }
        if (entry.isRevoked()) {
            return State.REVOKED;
        }
        return now.isBefore(entry.expiry()) ? State.CURRENT : State.EXPIRED;
    }
}
