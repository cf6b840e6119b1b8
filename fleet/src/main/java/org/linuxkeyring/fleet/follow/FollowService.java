package org.linuxkeyring.fleet.follow;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.store.FleetStore;

/** The service as a program: a {@link Follower} that is told of in lines, numbers and events. */
public final class FollowService implements AutoCloseable {
    private final Follower follower;
    private final Destination destination;
    private final Optional<HttpServer> server;

    private FollowService(Follower follower, Destination destination, Optional<HttpServer> server) {
        this.follower = follower;
        this.destination = destination;
        this.server = server;
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
        FollowLog log = new FollowLogs(List.of(new LinesLog(lines), numbers, new FlightLog()));
        Follower follower =
                Follower.of(store, keys, recipient, destination, versions, lease, clock, new BootTime(), log);
        Optional<HttpServer> server =
                metrics.isPresent() ? Optional.of(numbers.serve(metrics.get())) : Optional.empty();
        return new FollowService(follower, destination, server);
    }

    /** Runs until it is closed. */
    public void run() throws InterruptedException {
        follower.run();
    }

    @Override
    public void close() {
        follower.close();
        destination.close();
        server.ifPresent(each -> each.stop(0));
    }
}
