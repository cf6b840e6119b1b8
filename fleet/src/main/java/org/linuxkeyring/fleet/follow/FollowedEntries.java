package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fleet.follow.Followed.SetEntry;
import org.linuxkeyring.fleet.follow.Versions.Version;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.Report;

/**
 * The entries that are published to this machine, as far as it has looked at them. One that is refused costs itself
 * alone: what was set before it stays, and ends with its lease.
 */
final class FollowedEntries {
    /** The most entries in a report of which no value could be opened. */
    private static final int MOST_UNOPENED = 1_000;

    private final Recipient recipient;
    private final Destination destination;
    private final Versions versions;
    private final Departures departures;
    private final Lease lease;
    private final Clock clock;
    private final FollowLog log;
    private final Map<EntryName, Followed> entries = new TreeMap<>();

    /** The entries whose timeouts in the kernel are those from before the clock was put. */
    private final Set<EntryName> untimed = new TreeSet<>();

    FollowedEntries(
            Recipient recipient, Destination destination, Versions versions, Lease lease, Clock clock, FollowLog log) {
        this.recipient = recipient;
        this.destination = destination;
        this.versions = versions;
        this.departures = new Departures(destination, versions, lease, clock);
        this.lease = lease;
        this.clock = clock;
        this.log = log;
    }

    /** Returns whether the value that was put at this revision still has to be looked at. */
    boolean isToBeRead(EntryName name, long revision) {
        Followed known = entries.get(name);
        return known == null || known.revision() != revision || known.isToBeTried();
    }

    /** Acts on a value that the store has under a name. Garbage under more names than a machine has is not kept. */
    void take(EntryName name, byte[] envelope, long revision) {
        Optional<SetEntry> before = Optional.ofNullable(entries.get(name)).flatMap(Followed::set);
        Followed now;
        try {
            now = act(recipient.receive(name, envelope), before, revision);
        } catch (MessageException e) {
            now = new Followed(revision, seen(name), before, Optional.of(e.getMessage()), e.isOfKey());
        }
        if (now.version() > 0 || entries.containsKey(name) || entries.size() < Follower.MOST_ENTRIES) {
            entries.put(name, now);
        }
        now.error().ifPresentOrElse(reason -> log.refused(name, reason), () -> log.taken(name, entries.get(name)));
    }

    private Followed act(Recipient.Received received, Optional<SetEntry> before, long revision) {
        Publication publication = received.publication();
        EntryName name = publication.name();
        long number = publication.version();
        Optional<Version> seen = versions.of(name);
        if (number < seen.map(Version::number).orElse(0L)) {
            return Followed.refused(
                    revision,
                    seen.get().number(),
                    before,
                    "The store has version " + number + ", and this machine has seen version "
                            + seen.get().number() + ". The store was put back to an older state; publish again");
        }
        if (seen.filter(each -> each.number() == number && !each.digest().equals(received.digest()))
                .isPresent()) {
            String reason = "There are two publications of version " + number + ". Publish again";
            return Followed.refused(revision, number, before, reason);
        }
        Duration lifetime = lease.of(publication.policy(), publication.expiry(), clock.instant());
        boolean isGone = publication.isRevocation() || lifetime.getSeconds() < 1;
        // A revocation has no policy: it is for the user for whom the entry was.
        Optional<String> user = publication.isRevocation() && seen.isPresent()
                ? seen.get().user()
                : publication.policy().user();
        Optional<String> place = destination.place(user);
        try {
            departures.record(
                    name, new Version(number, received.digest(), place), isGone, before.map(SetEntry::leaseEnd));
        } catch (IOException e) {
            return new Followed(revision, number, before, Optional.of(e.getMessage()), true);
        }
        Followed now = isGone
                ? new Followed(revision, number, Optional.empty(), expired(publication), false)
                : set(publication, lifetime, before.filter(entry -> isIn(place, entry)), revision);
        // Whether or not it could be set for one user, another whom it is no longer for loses it.
        return departures
                .leave(name)
                .map(reason -> new Followed(
                        revision,
                        number,
                        now.set(),
                        Optional.of(now.error().map(other -> other + ". ").orElse("") + reason),
                        true))
                .orElse(now);
    }

    private boolean isIn(Optional<String> place, SetEntry entry) {
        return destination.place(entry.policy().user()).equals(place);
    }

    private static Optional<String> expired(Publication publication) {
        return publication.isRevocation() ? Optional.empty() : Optional.of("It expired at " + publication.expiry());
    }

    /** @param before what is there of earlier versions, and stays if this one cannot be set */
    private Followed set(Publication publication, Duration lifetime, Optional<SetEntry> before, long revision) {
        Policy policy = publication.policy();
        Instant end = end(clock.instant(), lifetime);
        try {
            destination.set(publication.name(), publication.entry().orElseThrow(), policy, lifetime);
        } catch (GeneralSecurityException | KeyringException e) {
            return new Followed(revision, publication.version(), before, Optional.of(e.getMessage()), true);
        }
        SetEntry set = new SetEntry(policy, publication.expiry(), end);
        return new Followed(revision, publication.version(), Optional.of(set), Optional.empty(), false);
    }

    private static Instant end(Instant now, Duration lifetime) {
        return Instant.ofEpochSecond(now.plus(lifetime).getEpochSecond());
    }

    private long seen(EntryName name) {
        return versions.of(name).map(Version::number).orElse(0L);
    }

    /** Notes which names the store has no longer: without a revocation, they end with their leases. */
    void keepOnly(Set<EntryName> there) {
        for (EntryName name : new TreeSet<>(entries.keySet())) {
            if (!there.contains(name)) {
                missing(name);
            }
        }
    }

    /** Notes that the store no longer has a name. */
    void missing(EntryName name) {
        Followed known = entries.get(name);
        if (known == null) {
            return;
        }
        if (known.set()
                .filter(entry -> entry.leaseEnd().isAfter(clock.instant()))
                .isEmpty()) {
            entries.remove(name);
            return;
        }
        Followed fading = Followed.refused(
                0,
                known.version(),
                known.set(),
                "The store has it no longer, and no publisher revoked it. It ends with its lease");
        if (!fading.equals(entries.put(name, fading))) {
            log.refused(name, fading.error().orElseThrow());
        }
    }

    /** Prolongs the entries that the store has just confirmed. */
    void prolong() {
        for (EntryName name : departures.names()) {
            if (Optional.ofNullable(entries.get(name))
                    .filter(Followed::isToBeTried)
                    .isEmpty()) {
                departures.leave(name).ifPresent(reason -> log.refused(name, reason));
            }
        }
        entries.replaceAll(
                (name, known) -> known.set().isPresent() && known.error().isEmpty() ? prolonged(name, known) : known);
    }

    /**
     * Has all entries end when they would have ended if the clock had not been put: the kernel compares it with the
     * time at which a key ends.
     */
    void shift(Duration step) {
        entries.replaceAll((name, known) -> known.shifted(step));
        untimed.addAll(entries.keySet());
        setTimesLeft();
    }

    /** Tries again to set the timeouts that could not be set since the clock was put. */
    void setTimesLeft() {
        untimed.removeIf(name -> Optional.ofNullable(entries.get(name))
                .flatMap(Followed::set)
                .map(entry -> setTimeLeft(name, entry))
                .orElse(true));
    }

    /** Returns whether the kernel has taken it. */
    private boolean setTimeLeft(EntryName name, SetEntry entry) {
        long left = Duration.between(clock.instant(), entry.end()).getSeconds();
        try {
            if (left < 1) {
                destination.remove(name, entry.policy());
            } else {
                destination.prolong(name, entry.policy(), Duration.ofSeconds(left));
            }
            return true;
        } catch (GeneralSecurityException | KeyringException e) {
            log.refused(name, "The clock was put, and its lease ends by the new time: " + e.getMessage());
            return false;
        }
    }

    private Followed prolonged(EntryName name, Followed known) {
        SetEntry entry = known.set().orElseThrow();
        Instant now = clock.instant();
        Duration lifetime = lease.of(entry.policy(), entry.expiry(), now);
        try {
            if (lifetime.getSeconds() < 1) {
                return ended(name, known, entry);
            }
            if (destination.prolong(name, entry.policy(), lifetime)) {
                return known.prolonged(end(now, lifetime));
            }
            log.lost(name);
            return new Followed(known.revision(), known.version(), Optional.empty(), Optional.empty(), true);
        } catch (GeneralSecurityException | KeyringException e) {
            log.refused(name, e.getMessage());
            return new Followed(known.revision(), known.version(), known.set(), Optional.of(e.getMessage()), true);
        }
    }

    /** Removes an entry for good: whoever puts one of that name in its place later keeps it. */
    private Followed ended(EntryName name, Followed known, SetEntry entry) {
        Optional<String> reason;
        try {
            departures.end(name, entry.leaseEnd());
            reason = departures.leave(name);
        } catch (IOException e) {
            reason = Optional.of(e.getMessage());
        }
        boolean isLeft = reason.isPresent();
        Optional<String> error = reason.or(() -> Optional.of("It expired at " + entry.expiry()));
        return new Followed(known.revision(), known.version(), isLeft ? known.set() : Optional.empty(), error, isLeft);
    }

    /** Returns the names whose value has to be read again at once, since the entry was removed by someone else. */
    List<EntryName> lost() {
        List<EntryName> lost = new ArrayList<>();
        entries.forEach((name, known) -> {
            if (known.isToBeTried() && known.set().isEmpty() && known.error().isEmpty()) {
                lost.add(name);
            }
        });
        return lost;
    }

    /** Returns the time after which the entries have to be prolonged. */
    Duration pause() {
        return entries.values().stream()
                .flatMap(known -> known.set().stream())
                .map(entry -> entry.policy().lease().orElse(lease.longest()))
                .filter(each -> each.compareTo(lease.longest()) < 0)
                .min(Duration::compareTo)
                .map(Lease::pause)
                .orElse(Lease.pause(lease.longest()));
    }

    /** Returns what is reported. Who writes garbage under many names takes no room from what was ever opened. */
    List<Report.State> states() {
        Map<Boolean, List<Report.State>> opened = entries.entrySet().stream()
                .map(each -> each.getValue().state(each.getKey()))
                .collect(Collectors.partitioningBy(state -> state.version() > 0));
        return Stream.concat(
                        opened.get(true).stream(), opened.get(false).stream().limit(MOST_UNOPENED))
                .limit(Follower.MOST_ENTRIES)
                .sorted(Comparator.comparing(Report.State::name))
                .toList();
    }
}
