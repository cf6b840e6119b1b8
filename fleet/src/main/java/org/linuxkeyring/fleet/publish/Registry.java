package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import org.linuxkeyring.fleet.machine.MachineRequest;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.store.FleetStore;

/** What the store has, read as messages. Nothing in it counts that no pinned publisher has signed. */
public final class Registry {
    private final FleetStore store;
    private final FleetKeys keys;
    private final PinnedPublishers publishers;

    public Registry(FleetStore store, FleetKeys keys, PinnedPublishers publishers) {
        this.store = store;
        this.keys = keys;
        this.publishers = publishers;
    }

    /**
     * A message, or why it is refused.
     *
     * @param message the message, if it was accepted
     * @param refusal why it is refused, if it was not
     * @param revision the revision of the store at which it was written; 0 if there is none
     */
    public record Found<T>(Optional<T> message, Optional<String> refusal, long revision) {
        static <T> Found<T> nothing() {
            return new Found<>(Optional.empty(), Optional.empty(), 0);
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(byte[] bytes) throws MessageException;
    }

    @FunctionalInterface
    private interface KeyedReader<K, T> {
        T read(K key, byte[] bytes) throws MessageException;
    }

    private static <T> Found<T> found(FleetStore.Item item, Reader<T> reader) {
        try {
            return new Found<>(Optional.of(reader.read(item.value())), Optional.empty(), item.modRevision());
        } catch (MessageException e) {
            return new Found<>(Optional.empty(), Optional.of(e.getMessage()), item.modRevision());
        }
    }

    FleetKeys keys() {
        return keys;
    }

    Found<MachineRecord> machine(MachineId machine) throws IOException {
        return get(keys.machine(machine), bytes -> MachineRecord.verify(machine, bytes, publishers));
    }

    Found<CatalogEntry> catalogEntry(EntryName name) throws IOException {
        return get(keys.catalog(name), bytes -> CatalogEntry.verify(name, bytes, publishers));
    }

    Found<X509Certificate> request(MachineId machine) throws IOException {
        return get(keys.request(machine), bytes -> MachineRequest.certificate(machine, bytes));
    }

    Found<Report> report(MachineRecord record) throws IOException {
        return get(
                keys.report(record.machine()), bytes -> Report.verify(record.machine(), bytes, record.certificate()));
    }

    /** Returns those of these machines for which the store has something of that name. */
    SortedSet<MachineId> holders(EntryName name, Collection<MachineId> machines) throws IOException {
        SortedSet<MachineId> holders = new TreeSet<>();
        for (MachineId machine : machines) {
            if (store.get(keys.envelope(machine, name)).isPresent()) {
                holders.add(machine);
            }
        }
        return holders;
    }

    /**
     * A machine's record as it is stored, of which nothing is verified.
     *
     * @param machine the machine under whose name it is stored
     * @param claim what it says; empty if it cannot be read
     */
    record Unverified(MachineId machine, Optional<MachineRecord.Claim> claim, FleetStore.Item item) {}

    /** Returns all machine records as they are stored. */
    List<Unverified> storedMachines() throws IOException {
        return store.list(keys.machines()).parallelStream()
                .flatMap(item -> FleetKeys.machineBelow(keys.machines(), item.key()).stream()
                        .map(machine -> new Unverified(
                                machine, found(item, MachineRecord::claim).message(), item)))
                .toList();
    }

    /** Verifies machine records, on all processors. */
    SortedMap<MachineId, Found<MachineRecord>> verified(Collection<Unverified> stored) {
        SortedMap<MachineId, Found<MachineRecord>> all = new ConcurrentSkipListMap<>();
        stored.parallelStream()
                .forEach(each -> all.put(
                        each.machine(),
                        found(each.item(), bytes -> MachineRecord.verify(each.machine(), bytes, publishers))));
        return all;
    }

    /** Returns all machine records by machine. */
    public SortedMap<MachineId, Found<MachineRecord>> machines() throws IOException {
        return verified(storedMachines());
    }

    /** Returns the requests of all machines, of which no publisher has checked anything. */
    public SortedMap<MachineId, Found<X509Certificate>> requests() throws IOException {
        return list(keys.requests(), FleetKeys::machineBelow, MachineRequest::certificate);
    }

    /** Returns all catalog entries by name. */
    public SortedMap<EntryName, Found<CatalogEntry>> catalog() throws IOException {
        return list(
                keys.catalog(), FleetKeys::nameBelow, (name, bytes) -> CatalogEntry.verify(name, bytes, publishers));
    }

    /** Returns the reports of machines, as each machine signed it. */
    public SortedMap<MachineId, Found<Report>> reports(Map<MachineId, MachineRecord> records) throws IOException {
        return list(
                keys.reports(),
                (prefix, key) -> FleetKeys.machineBelow(prefix, key).filter(records::containsKey),
                (machine, bytes) ->
                        Report.verify(machine, bytes, records.get(machine).certificate()));
    }

    /** Commits changes, if nothing else has changed what they follow from. */
    boolean commit(List<FleetStore.Condition> conditions, List<FleetStore.Change> changes) throws IOException {
        return store.commit(conditions, changes);
    }

    private <T> Found<T> get(String key, Reader<T> reader) throws IOException {
        Optional<FleetStore.Item> item = store.get(key);
        return item.isPresent() ? found(item.get(), reader) : Found.nothing();
    }

    private <K extends Comparable<K>, T> SortedMap<K, Found<T>> list(
            String prefix, BiFunction<String, String, Optional<K>> parser, KeyedReader<K, T> reader)
            throws IOException {
        // A large fleet has as many signatures to be verified, which are independent of each other.
        SortedMap<K, Found<T>> all = new ConcurrentSkipListMap<>();
        store.list(prefix).parallelStream()
                .forEach(item -> parser.apply(prefix, item.key())
                        .ifPresent(key -> all.put(key, found(item, bytes -> reader.read(key, bytes)))));
        return all;
    }
}
