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
import java.util.Set;
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
     * @param untold the machines that had it and could be told nothing, since their records are missing, refused or
     *     old: what was published to them is deleted, so that the entry ends there with its lease
     */
    public record Published(
            long version, SortedSet<MachineId> recipients, SortedSet<MachineId> dropped, SortedSet<MachineId> untold) {}

    /**
     * Returns to whom an entry would be published, and changes nothing.
     *
     * @param targets names of groups and machines
     */
    public Published preview(EntryName name, List<String> targets) throws IOException, PublishException {
        Recipients recipients = Recipients.of(registry, state, warnings);
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        Map<MachineId, MachineRecord> chosen = recipients.named(targets);
        SortedSet<MachineId> left = without(holders(name, before, recipients), chosen.keySet());
        return published(
                next(name, before),
                chosen.keySet(),
                left,
                recipients.among(left).keySet());
    }

    private static Published published(
            long version, Set<MachineId> chosen, SortedSet<MachineId> left, Set<MachineId> told) {
        return new Published(version, new TreeSet<>(chosen), new TreeSet<>(told), without(left, told));
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
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        SortedSet<MachineId> holders = holders(name, before, recipients);
        return publish(recipients, before, name, chosen, holders, policy, now().plus(valid), Optional.of(entry));
    }

    /**
     * Revokes an entry at all machines that have it. A catalog entry that was lost or damaged keeps it at no machine.
     */
    public Published revoke(EntryName name) throws IOException, PublishException {
        Registry.Found<CatalogEntry> before = registry.catalogEntry(name);
        Recipients recipients = Recipients.of(registry, state, warnings);
        SortedSet<MachineId> holders = holders(name, before, recipients);
        if (before.equals(Registry.Found.nothing()) && holders.isEmpty()) {
            throw new PublishException("There is no entry " + name + ". See: linuxkeyring-fleet list");
        }
        Instant end = now().plus(REVOCATION);
        return publish(
                recipients,
                before,
                name,
                recipients.among(holders),
                holders,
                Policy.DEFAULT,
                before.message().map(CatalogEntry::expiry).filter(end::isBefore).orElse(end),
                Optional.empty());
    }

    /**
     * Returns the machines that have an entry: those that the catalog names and, if its entry is lost, refused or older
     * than what this publisher has published, those that the store has it for.
     */
    private SortedSet<MachineId> holders(EntryName name, Registry.Found<CatalogEntry> before, Recipients recipients)
            throws IOException, PublishException {
        SortedSet<MachineId> holders = new TreeSet<>();
        before.message().ifPresent(entry -> holders.addAll(entry.recipients()));
        if (before.refusal().isPresent() || versionInStore(before) < state.version(name)) {
            holders.addAll(registry.holders(name, recipients.machines()));
        }
        return holders;
    }

    private static long versionInStore(Registry.Found<CatalogEntry> before) {
        return before.message().map(CatalogEntry::version).orElse(0L);
    }

    private Published publish(
            Recipients recipients,
            Registry.Found<CatalogEntry> before,
            EntryName name,
            Map<MachineId, MachineRecord> chosen,
            SortedSet<MachineId> holders,
            Policy policy,
            Instant expiry,
            Optional<KeyStore.Entry> entry)
            throws IOException, PublishException {
        long version = next(name, before);
        SortedSet<MachineId> left = without(holders, chosen.keySet());
        Map<MachineId, MachineRecord> told = recipients.among(left);
        Instant now = now();
        Sender sender = new Sender(signer);
        try {
            List<Writing> revocations = new ArrayList<>();
            for (MachineId machine : left) {
                String key = registry.keys().envelope(machine, name);
                revocations.add(
                        told.containsKey(machine)
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
                                                told.get(machine).certificate()),
                                        recipients.condition(machine))
                                : Writing.delete(key));
            }
            List<Writing> envelopes = envelopes(
                    recipients,
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
        return published(version, chosen.keySet(), left, told.keySet());
    }

    /** Signs and encrypts for all machines, on all processors. */
    private List<Writing> envelopes(
            Recipients recipients,
            Collection<MachineRecord> machines,
            Sender sender,
            Function<MachineId, Publication> publication)
            throws MessageException {
        Queue<MessageException> failures = new ConcurrentLinkedQueue<>();
        List<Writing> envelopes = machines.parallelStream()
                .flatMap(record -> {
                    Publication made = publication.apply(record.machine());
                    try {
                        return Stream.of(Writing.put(
                                registry.keys().envelope(made.machine(), made.name()),
                                sender.seal(made, record.certificate()),
                                recipients.condition(made.machine())));
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

    private static SortedSet<MachineId> without(Set<MachineId> machines, Set<MachineId> others) {
        SortedSet<MachineId> rest = new TreeSet<>(machines);
        rest.removeAll(others);
        return rest;
    }

    private long next(EntryName name, Registry.Found<CatalogEntry> before) throws PublishException {
        long inStore = versionInStore(before);
        long known = state.version(name);
        long next = state.next(name, inStore);
        before.refusal()
                .ifPresent(why -> warnings.accept("The catalog entry of " + name + " is refused and is replaced: " + why
                        + ". Who has the entry is taken from what the store has for each machine"));
        if (known > inStore) {
            warnings.accept("The store has version " + inStore + " of " + name + ", and this publisher has published"
                    + " version " + known + ": either that was broken off, or the store is older than what was"
                    + " published. Version " + next + " comes next; publish the other entries again as well if"
                    + " the store was set back");
        }
        return next;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
