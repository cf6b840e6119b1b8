package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Report;

/** Numbers of the service in Prometheus' text format, version 0.0.4. */
final class Metrics implements FollowLog {
    private static final String NAME = "linuxkeyring_fleet_";

    private final Clock clock;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private volatile List<Report.State> states = List.of();
    private volatile Instant lastHeard = Instant.EPOCH;

    Metrics(Clock clock) {
        this.clock = clock;
    }

    /** Serves the numbers by HTTP, at {@code /metrics}, in daemon threads. */
    HttpServer serve(InetSocketAddress address) throws IOException {
        HttpServer server = bound(address);
        server.createContext("/metrics", exchange -> {
            byte[] body = text().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static HttpServer bound(InetSocketAddress address) throws IOException {
        String why = "there is no host of that name";
        try {
            if (!address.isUnresolved()) {
                return HttpServer.create(address, 0);
            }
        } catch (IOException e) {
            why = e.getMessage();
        }
        throw new IOException("No numbers can be served at " + address.getHostString() + ":" + address.getPort() + ": "
                + why + ". Name another address by --metrics");
    }

    String text() {
        StringBuilder text = new StringBuilder();
        number(text, "counter", "taken_total", "Publications that were set or removed", taken.get());
        number(text, "counter", "refused_total", "Publications and prolongations that were refused", refused.get());
        number(text, "counter", "lost_total", "Entries that someone else removed", lost.get());
        number(text, "counter", "unheard_total", "Requests that the store did not carry out", unheard.get());
        number(
                text,
                "gauge",
                "seconds_since_heard",
                "Seconds since the store answered",
                lastHeard.equals(Instant.EPOCH) ? -1 : clock.instant().getEpochSecond() - lastHeard.getEpochSecond());
        entries(text, "entry_version", "The version of each entry that is set", Report.State::version);
        entries(
                text,
                "entry_lease_end_timestamp_seconds",
                "When each entry ends if it is not prolonged, in seconds since 1970",
                state -> state.leaseEnd().orElseThrow().getEpochSecond());
        return text.toString();
    }

    /** An entry whose lease has ended is no longer there, whether or not the service has heard of it since. */
    private void entries(StringBuilder text, String name, String help, ToLongFunction<Report.State> value) {
        head(text, "gauge", name, help);
        Instant now = clock.instant();
        states.stream()
                .filter(state -> state.leaseEnd().filter(now::isBefore).isPresent())
                .forEach(state -> text.append(NAME)
                        .append(name)
                        .append("{name=\"")
                        .append(state.name())
                        .append("\"} ")
                        .append(value.applyAsLong(state))
                        .append('\n'));
    }

    private static void number(StringBuilder text, String type, String name, String help, long value) {
        head(text, type, name, help);
        text.append(NAME).append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String type, String name, String help) {
        text.append("# HELP ")
                .append(NAME)
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE ")
                .append(NAME)
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    @Override
    public void taken(EntryName name, Followed now) {
        taken.incrementAndGet();
    }

    @Override
    public void refused(EntryName name, String reason) {
        refused.incrementAndGet();
    }

    @Override
    public void lost(EntryName name) {
        lost.incrementAndGet();
    }

    @Override
    public void heard() {
        lastHeard = clock.instant();
    }

    @Override
    public void unheard(String reason) {
        unheard.incrementAndGet();
    }

    @Override
    public void reportRefused(String reason) {
        unheard.incrementAndGet();
    }

    @Override
    public void reported(List<Report.State> reported) {
        states = reported;
    }
}
