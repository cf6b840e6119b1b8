package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.store.FleetStore;

/**
 * Writes a publication in transactions of limited size, each of which requires that the catalog entry is as this
 * publisher left it: of two publishers of one name, one goes on and the other stops. Each requires as well that the
 * records of its machines are those that were read: a machine that was retired meanwhile gets nothing. To a small fleet
 * it is one transaction, so that the disks of a majority of etcd's servers are waited for once.
 */
final class Writer {
    /** Of etcd's 1.5 MiB (its option --max-request-bytes), or one message more. */
    private static final int MOST_BYTES = 1 << 19;

    private final Registry registry;
    private final EntryName name;

    Writer(Registry registry, EntryName name) {
        this.registry = registry;
        this.name = name;
    }

    /**
     * Writes the revocations first, then the catalog entry, then the envelopes.
     *
     * @param before the revision of the catalog entry that this one replaces
     * @param signed the catalog entry as it is stored
     */
    void write(long before, List<Writing> revocations, CatalogEntry entry, byte[] signed, List<Writing> envelopes)
            throws IOException, PublishException {
        Writing catalog = Writing.put(registry.keys().catalog(name), signed);
        List<Writing> all = new ArrayList<>(revocations);
        all.add(catalog);
        all.addAll(envelopes);
        long revision = before;
        for (Iterator<List<Writing>> batches = batches(all).iterator(); batches.hasNext(); ) {
            List<Writing> batch = batches.next();
            commit(revision, batch);
            if (batch.contains(catalog) && batches.hasNext()) {
                revision = revision(entry);
            }
        }
    }

    private static List<List<Writing>> batches(List<Writing> writings) {
        List<List<Writing>> batches = new ArrayList<>();
        List<Writing> batch = new ArrayList<>();
        int bytes = 0;
        for (Writing writing : writings) {
            if (batch.size() == FleetStore.MOST_CHANGES || !batch.isEmpty() && bytes + writing.length() > MOST_BYTES) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(writing);
            bytes += writing.length();
        }
        batches.add(batch);
        return batches;
    }

    /** Returns the revision at which the store took the catalog entry. */
    private long revision(CatalogEntry entry) throws IOException, PublishException {
        Registry.Found<CatalogEntry> written = registry.catalogEntry(name);
        if (written.message().filter(entry::equals).isEmpty()) {
            throw overtaken();
        }
        return written.revision();
    }

    private void commit(long revision, List<Writing> batch) throws IOException, PublishException {
        Stream<FleetStore.Condition> onMachines = batch.stream().flatMap(each -> each.condition().stream());
        Stream<FleetStore.Condition> onCatalog =
                Stream.of(new FleetStore.Condition(registry.keys().catalog(name), revision));
        boolean isDone = registry.commit(
                Stream.concat(onCatalog, onMachines).toList(),
                batch.stream().map(Writing::change).toList());
        if (!isDone) {
            throw registry.catalogEntry(name).revision() == revision ? outdated() : overtaken();
        }
    }

    private PublishException outdated() {
        return new PublishException(
                "The record of a machine that " + name + " goes to was changed at the same time, and"
                        + " this publisher has stopped. Each machine has the entry that it had or the new one, whole."
                        + " Run the command again");
    }

    private PublishException overtaken() {
        return new PublishException("Another publisher has published " + name
                + " at the same time, and this one has stopped. See which is wanted: linuxkeyring-fleet list. To"
                + " publish this one after all, run the command again");
    }
}
