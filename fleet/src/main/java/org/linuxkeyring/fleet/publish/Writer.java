package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.store.FleetStore;

/**
 * Writes a publication in transactions of limited size, each of which requires that the catalog entry is as this
 * publisher left it: of two publishers of one name, one goes on and the other stops.
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

    void write(long before, List<Writing> revocations, CatalogEntry entry, byte[] signed, List<Writing> envelopes)
            throws IOException, PublishException {
        commitAll(before, revocations);
        commit(before, List.of(Writing.put(registry.keys().catalog(name), signed)));
        Registry.Found<CatalogEntry> written = registry.catalogEntry(name);
        if (written.message().filter(entry::equals).isEmpty()) {
            throw overtaken();
        }
        commitAll(written.revision(), envelopes);
    }

    private void commitAll(long revision, List<Writing> writings) throws IOException, PublishException {
        List<Writing> batch = new ArrayList<>();
        int bytes = 0;
        for (Writing writing : writings) {
            if (batch.size() == FleetStore.MOST_CHANGES || !batch.isEmpty() && bytes + writing.length() > MOST_BYTES) {
                commit(revision, batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(writing);
            bytes += writing.length();
        }
        if (!batch.isEmpty()) {
            commit(revision, batch);
        }
    }

    private void commit(long revision, List<Writing> batch) throws IOException, PublishException {
        boolean isDone = registry.commit(
                List.of(new FleetStore.Condition(registry.keys().catalog(name), revision)),
                batch.stream().map(Writing::change).toList());
        if (!isDone) {
            throw overtaken();
        }
    }

    private PublishException overtaken() {
        return new PublishException("Another publisher has published " + name
                + " at the same time, and this one has stopped. See which is wanted: list. To publish this one"
                + " after all, run the command again");
    }
}
