package org.linuxkeyring.fleet.publish;

import java.io.IOException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Sender;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.store.StoreException;

/**
 * Publishes entries and revokes them. The order of writes makes it safe to be killed at any point: the version is noted
 * first, so that it is never used twice; machines that are no longer recipients are told next, while the catalog still
 * names them; then the catalog names the new version, and the machines get it. Each machine has the old publication or
 * the new one, whole. To publish again completes what was broken off.
 */
public final class Publisher {
    /** For as long as this a revocation counts, at least: longer than any machine's lease. */
    private static final Duration REVOCATION = Duration.ofDays(366);

    private final Registry registry;
    private final PublisherState state;
    private final Signer signer;
    private final Clock clock;
    private final Consumer<String> warnings;

    public Publisher(Registry registry, PublisherState state, Signer signer, Clock clock, Consumer<String> warnings) {
        this.registry = registry;
        this.state = state;
        this.signer = signer;
        this.clock = clock;
        this.warnings = warnings;
    }

    /**
     * What was published.
     *
     * @param version its version
     * @param recipients the machines that got it
     * @param dropped the machines that had it, are no longer recipients, and were told that it is revoked
     */
    public record Published(long version, SortedSet<MachineId> recipients, SortedSet<MachineId> dropped) {}

    /**
     * Returns to whom an entry would be published, and changes nothing.
     *
     * @param targets names of groups and machines
     */
    public Published preview(EntryName name, List<String> targets) throws IOException, PublishException {
        Recipients recipients = Recipients.of(registry, state, warnings);
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        Map<MachineId, MachineRecord> chosen = recipients.named(targets);
        SortedSet<MachineId> dropped = dropped(before, chosen);
        recipients.among(dropped);
        return new Published(next(name, before), new TreeSet<>(chosen.keySet()), dropped);
    }

    /**
     * Publishes an entry.
     *
     * @param targets names of groups and machines
     */
    public Published publish(EntryName name, KeyStore.Entry entry, List<String> targets, Policy policy, Duration valid)
            throws IOException, PublishException {
        Recipients recipients = Recipients.of(registry, state, warnings);
        Map<MachineId, MachineRecord> chosen = recipients.named(targets);
        Instant now = now();
        return publish(recipients, name, chosen, policy, now.plus(valid), Optional.of(entry));
    }

    /** Revokes an entry at all machines that have it. */
    public Published revoke(EntryName name) throws IOException, PublishException {
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        CatalogEntry entry = before.message()
                .orElseThrow(() -> new PublishException(before.refusal()
                        .map(why -> "The catalog entry of " + name + " is refused: " + why)
                        .orElse("There is no entry " + name + ". See: list")));
        Recipients recipients = Recipients.of(registry, state, warnings);
        Instant end = now().plus(REVOCATION);
        return publish(
                recipients,
                name,
                recipients.among(entry.recipients()),
                Policy.DEFAULT,
                entry.expiry().isAfter(end) ? entry.expiry() : end,
                Optional.empty());
    }

    private Published publish(
            Recipients recipients,
            EntryName name,
            Map<MachineId, MachineRecord> chosen,
            Policy policy,
            Instant expiry,
            Optional<KeyStore.Entry> entry)
            throws IOException, PublishException {
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        long version = next(name, before);
        SortedSet<MachineId> dropped = dropped(before, chosen);
        Instant now = now();
        Sender sender = new Sender(signer);
        try {
            List<Writing> revocations = new ArrayList<>();
            Map<MachineId, MachineRecord> left = recipients.among(dropped);
            for (MachineId machine : dropped) {
                String key = registry.keys().envelope(machine, name);
                revocations.add(
                        left.containsKey(machine)
                                ? Writing.put(
                                        key,
                                        sender.seal(
                                                new Publication(
                                                        name,
                                                        version,
                                                        machine,
                                                        now,
                                                        now.plus(REVOCATION),
                                                        Policy.DEFAULT,
                                                        Optional.empty()),
                                                left.get(machine).certificate()))
                                : Writing.delete(key));
            }
            List<Writing> envelopes = envelopes(
                    chosen.values(),
                    sender,
                    machine -> new Publication(name, version, machine, now, expiry, policy, entry));
            CatalogEntry catalog =
                    new CatalogEntry(name, version, entry.isEmpty(), now, expiry, new TreeSet<>(chosen.keySet()));
            byte[] signed = catalog.sign(signer);
            state.note(name, version);
            new Writer(registry, name).write(before.revision(), revocations, catalog, signed, envelopes);
        } catch (StoreException e) {
            throw new StoreException(
                    e.reason(),
                    "Version " + version + " of " + name + " was not published, or not to all: " + e.getMessage()
                            + ". Each machine has the entry that it had or the new one, whole. When etcd takes it, run"
                            + " the command again",
                    e);
        } catch (MessageException e) {
            throw new PublishException("Nothing was published: " + e.getMessage(), e);
        }
        return new Published(version, new TreeSet<>(chosen.keySet()), dropped);
    }

    /** Signs and encrypts for all machines, on all processors. */
    private List<Writing> envelopes(
            Collection<MachineRecord> machines, Sender sender, Function<MachineId, Publication> publication)
            throws MessageException {
        Queue<MessageException> failures = new ConcurrentLinkedQueue<>();
        List<Writing> envelopes = machines.parallelStream()
                .flatMap(record -> {
                    Publication made = publication.apply(record.machine());
                    try {
                        return Stream.of(Writing.put(
                                registry.keys().envelope(made.machine(), made.name()),
                                sender.seal(made, record.certificate())));
                    } catch (MessageException e) {
                        failures.add(e);
                        return Stream.empty();
                    }
                })
                .toList();
        if (!failures.isEmpty()) {
            throw failures.element();
        }
        return envelopes;
    }

    private static SortedSet<MachineId> dropped(
            Registry.Found<CatalogEntry> before, Map<MachineId, MachineRecord> chosen) {
        SortedSet<MachineId> dropped = new TreeSet<>();
        before.message().ifPresent(entry -> dropped.addAll(entry.recipients()));
        dropped.removeAll(chosen.keySet());
        return dropped;
    }

    private long next(EntryName name, Registry.Found<CatalogEntry> before) throws PublishException {
        long inStore = before.message().map(CatalogEntry::version).orElse(0L);
        long known = state.version(name);
        before.refusal()
                .ifPresent(why -> warnings.accept("The catalog entry of " + name + " is refused and is replaced: " + why
                        + ". Who had the entry is not known: machines that are no longer recipients keep it"));
        if (known > inStore) {
            warnings.accept("The store has version " + inStore + " of " + name + ", and this publisher has published"
                    + " version " + known + ": either that was broken off, or the store is older than what was"
                    + " published. Version " + (known + 1) + " comes next; publish the other entries again as well if"
                    + " the store was set back");
        }
        return Math.max(inStore, known) + 1;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
