package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;

/** What the numbers say of entries, and of an address at which they cannot be served. */
class MetricsTest {
    private final TestClock clock = new TestClock(TestFleet.PUBLISHED);
    private final Metrics metrics = new Metrics(clock);

    @Test
    void anEntryIsCountedAsSetUntilItsLeaseEnds() {
        metrics.reported(List.of(new Report.State(
                TestFleet.WEB, 7, Optional.of(TestFleet.PUBLISHED.plusSeconds(60)), Optional.empty())));
        String text = metrics.text();
        assertTrue(text.contains("\nlinuxkeyring_fleet_entry_version{name=\"shop/web\"} 7\n"), text);
        long end = TestFleet.PUBLISHED.getEpochSecond() + 60;
        assertTrue(
                text.contains(
                        "\nlinuxkeyring_fleet_entry_lease_end_timestamp_seconds{name=\"shop/web\"} " + end + "\n"),
                text);
        clock.step(Duration.ofSeconds(60));
        assertFalse(metrics.text().contains("shop/web"), metrics.text());
    }

    @Test
    void anEntryThatIsNotSetHasNoNumbers() {
        metrics.reported(List.of(new Report.State(TestFleet.WEB, 7, Optional.empty(), Optional.of("It expired"))));
        assertFalse(metrics.text().contains("shop/web"), metrics.text());
    }

    @Test
    void anAddressThatCannotBeUsedIsToldWithTheOption() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            for (InetSocketAddress address :
                    List.of(other.getAddress(), InetSocketAddress.createUnresolved("nowhere", 9464))) {
                String message = assertThrows(IOException.class, () -> metrics.serve(address))
                        .getMessage();
                assertTrue(message.contains(":" + address.getPort() + ": ") && message.contains("--metrics"), message);
            }
        } finally {
            other.stop(0);
        }
    }
}
