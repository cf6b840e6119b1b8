package org.linuxkeyring.fleet.follow;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.linuxkeyring.disk.LockFile;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.store.FleetStore;

/** The service as a program: a {@link Follower} that is told of in lines, numbers and events. */
public final class FollowService implements AutoCloseable {
    /** Longer than an entry of a process that answers takes, and shorter than service managers wait. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final Lock running = new ReentrantLock();
    private final Follower follower;
    private final Destination destination;
    private final Optional<HttpServer> server;
    private final Optional<LockFile> presence;

    private FollowService(
            Follower follower, Destination destination, Optional<HttpServer> server, Optional<LockFile> presence) {
        this.follower = follower;
        this.destination = destination;
        this.server = server;
        this.presence = presence;
    }

    /**
     * Returns a service that has yet to run.
     *
     * @param versions the file with the versions that this machine has seen
     * @param metrics where numbers are served by HTTP; empty for nowhere
     * @param lines takes the lines for the journal
     * @throws IOException if the file cannot be read, or the address cannot be bound
     */
    public static FollowService of(
            FleetStore store,
            FleetKeys keys,
            Recipient recipient,
            Destination destination,
            Path versions,
            Lease lease,
            Optional<InetSocketAddress> metrics,
            Consumer<String> lines)
            throws IOException {
        Clock clock = Clock.systemUTC();
        Metrics numbers = new Metrics(clock);
        BootTime nanos = new BootTime();
        FollowLog log = new FollowLogs(List.of(new LinesLog(lines, nanos), numbers, new FlightLog()));
        Follower follower = Follower.of(store, keys, recipient, destination, versions, lease, clock, nanos, log);
        Optional<HttpServer> server =
                metrics.isPresent() ? Optional.of(numbers.serve(metrics.get())) : Optional.empty();
        return new FollowService(follower, destination, server, presence(versions, lines));
    }

    /** Locks a file as long as the service is there, and tells if another service has locked it. */
    private static Optional<LockFile> presence(Path versions, Consumer<String> lines) {
        try {
            LockFile lock = LockFile.of(versions.resolveSibling(versions.getFileName() + ".service"));
            if (!lock.tryAcquire()) {
                lines.accept("Warning: Another service follows with " + versions + ". Both set the same entries and"
                        + " report as the same machine. Stop one of them");
            }
            return Optional.of(lock);
        } catch (IOException e) {
            // A file of versions that cannot be written either is told when there is one to note.
            return Optional.empty();
        }
    }

    /** Runs until it is closed. */
    public void run() throws InterruptedException {
        running.lockInterruptibly();
        try {
            follower.run();
        } finally {
            running.unlock();
        }
    }

    /** Stops the service, and waits for {@link #run} to end with the entry that it is at, at most ten seconds. */
    @Override
    public void close() {
        follower.close();
        try {
            if (running.tryLock(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                running.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        destination.close();
        server.ifPresent(each -> each.stop(0));
        presence.ifPresent(FollowService::release);
    }

    private static void release(LockFile lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
