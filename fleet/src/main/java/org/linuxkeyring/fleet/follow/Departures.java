package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fleet.follow.Versions.Version;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

/**
 * Removes entries from the keyrings of users whom they are no longer for. The file of versions names these users until
 * that is done, so that neither a restart nor a name that the store has no longer makes it forgotten. What cannot be
 * removed is tried again until it has ended with its lease.
 */
final class Departures {
    private final Destination destination;
    private final Versions versions;
    private final Lease lease;
    private final Clock clock;

    /**
     * When the entries that are to be removed end by themselves. It is that time of the wall clock also after the clock
     * was put, since no timeout can be set where nothing can be removed.
     */
    private final Map<EntryName, Map<Optional<String>, Instant>> ends = new HashMap<>();

    Departures(Destination destination, Versions versions, Lease lease, Clock clock) {
        this.destination = destination;
        this.versions = versions;
        this.lease = lease;
        this.clock = clock;
        versions.names().forEach(name -> note(name, Optional.empty()));
    }

    /** Notes when what is to be removed ends, where that is not known: if the end is not told either, at the latest. */
    private void note(EntryName name, Optional<Instant> end) {
        Set<Optional<String>> leaving = versions.of(name).orElseThrow().leaving();
        if (leaving.isEmpty()) {
            ends.remove(name);
            return;
        }
        Map<Optional<String>, Instant> known = ends.computeIfAbsent(name, added -> new HashMap<>());
        known.keySet().retainAll(leaving);
        Instant latest = end.orElseGet(() -> clock.instant().plus(lease.longest()));
        leaving.forEach(place -> known.putIfAbsent(place, latest));
    }

    /**
     * Records a version before it is acted upon, and with it whose keyrings the entry is to leave. From keyrings that
     * it has left nothing is removed again: what is there now somebody else has set.
     *
     * @param version the version and for whom the entry is; whom it is to leave is added
     * @param isGone whether it is to leave that user's keyrings too
     * @param end when what was set before ends, if that is known
     */
    void record(EntryName name, Version version, boolean isGone, Optional<Instant> end) throws IOException {
        Optional<Version> before = versions.of(name);
        Set<Optional<String>> leaving = new HashSet<>();
        before.ifPresent(known -> {
            // What opens an entry at first use records the user as the publisher names it.
            known.leaving().forEach(user -> leaving.add(destination.place(user)));
            if (!known.isGone()) {
                leaving.add(destination.place(known.user()));
            }
        });
        if (!isGone) {
            leaving.remove(version.user());
        } else if (before.isEmpty()) {
            // The file of versions may have been lost.
            leaving.add(version.user());
        }
        Version next = version.leaving(leaving);
        versions.record(name, isGone ? next.gone() : next);
        note(name, end);
    }

    /** Records that an entry has reached its end, and is to leave the keyrings in which it is. */
    void end(EntryName name, Instant leaseEnd) throws IOException {
        Version last = versions.of(name).orElseThrow();
        record(name, last.leaving(Set.of()), true, Optional.of(leaseEnd));
    }

    /**
     * Removes an entry from the keyrings that it is to leave.
     *
     * @return why it is still in some
     */
    Optional<String> leave(EntryName name) {
        Optional<String> reason = Optional.empty();
        Set<Optional<String>> left = new HashSet<>();
        for (Map.Entry<Optional<String>, Instant> each :
                ends.getOrDefault(name, Map.of()).entrySet()) {
            Optional<String> place = each.getKey();
            try {
                destination.remove(name, new Policy(place, false, Optional.empty(), Optional.empty()));
                left.add(place);
            } catch (GeneralSecurityException | KeyringException e) {
                if (clock.instant().isBefore(each.getValue())) {
                    reason = Optional.of("An earlier version is still in the keyrings of "
                            + place.map(other -> "the user " + other).orElse("the service's own user")
                            + ", until it is removed or its lease ends: " + e.getMessage());
                } else {
                    left.add(place);
                }
            }
        }
        if (left.isEmpty()) {
            return reason;
        }
        try {
            versions.left(name, left);
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
        note(name, Optional.empty());
        return reason;
    }

    /** Returns the names of entries that are still to be removed somewhere. */
    Set<EntryName> names() {
        return new TreeSet<>(ends.keySet());
    }
}
