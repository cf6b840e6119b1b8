package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.linuxkeyring.fleet.follow.Versions.Version;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.store.FleetStore;

/** Opens one entry when it is first asked for (request-key(8)), as the service opens all of them. */
public final class FirstUse {
    private final FleetStore store;
    private final FleetKeys keys;
    private final Recipient recipient;
    private final Path versions;
    private final Lease lease;
    private final Clock clock;

    /** @param versions the file with the versions that this machine has seen, which the service uses too */
    public FirstUse(FleetStore store, FleetKeys keys, Recipient recipient, Path versions, Lease lease, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.recipient = recipient;
        this.versions = versions;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * An entry, and how long it may live.
     *
     * @param entry the entry
     * @param lifetime whole seconds
     */
    public record Fetched(KeyStore.Entry entry, Duration lifetime) {}

    /**
     * Returns an entry; empty if the store has none of that name, or it was revoked or has expired.
     *
     * @param user the user who asks; empty for the user that this process runs as
     * @throws MessageException if what the store has is refused, is older than what this machine has seen, is for
     *     another user, or is to be held by the kernel, which an entry of this kind cannot be
     */
    public Optional<Fetched> fetch(EntryName name, Optional<String> user) throws IOException, MessageException {
        Optional<FleetStore.Item> item = store.get(keys.envelope(recipient.machine(), name));
        if (item.isEmpty()) {
            return Optional.empty();
        }
        Recipient.Received received = recipient.receive(name, item.get().value());
        Publication publication = received.publication();
        Versions seen = Versions.read(versions);
        requireNewest(publication, received.digest(), seen.of(name));
        Optional<String> owner = publication.policy().user();
        // The service leaves the keyrings of the user that the file names, and does so the next time that it looks.
        Duration lifetime = lease.of(publication.policy(), publication.expiry(), clock.instant());
        boolean isOver = publication.isRevocation() || lifetime.getSeconds() < 1;
        seen.see(name, publication.version(), received.digest(), owner, isOver);
        if (isOver) {
            return Optional.empty();
        }
        if (!owner.equals(user)) {
            throw new MessageException(name + " is for "
                    + owner.map(other -> "the user " + other).orElse("the machine's own user")
                    + ", and was asked for by "
                    + user.map(other -> "the user " + other).orElse("the machine's own user"));
        }
        if (publication.policy().held()) {
            throw new MessageException(name + " is to be held by the kernel, and what request-key(8) makes can be read."
                    + " Have the service set it: linuxkeyring-fleet follow");
        }
        return Optional.of(new Fetched(publication.entry().orElseThrow(), lifetime));
    }

    private static void requireNewest(Publication publication, String digest, Optional<Version> seen)
            throws MessageException {
        if (seen.isEmpty() || seen.get().number() < publication.version()) {
            return;
        }
        if (seen.get().number() > publication.version() || !seen.get().digest().equals(digest)) {
            throw new MessageException("The store has version " + publication.version() + " of " + publication.name()
                    + ", and this machine has seen version " + seen.get().number()
                    + " already. Someone put an old or another value in its place; publish it again");
        }
    }
}
