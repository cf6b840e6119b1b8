package org.linuxkeyring.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/** Three etcd servers and two machines, as {@code samples/fleet} makes them. */
@Tag("slow")
class FleetSampleIT {
    private static final Pattern SERVED = Pattern.compile("^(web[12]) serves (.*)$", Pattern.MULTILINE);

    /** What the script ends with where it cannot show anything. */
    private static final int SKIPPED = 77;

    @TempDir
    private Path scratch;

    @Test
    void aCertificateComesToTwoMachinesIsRotatedEndsWithItsLeaseAndIsRevoked() {
        assumeTrue(
                Programs.work(List.of("unshare", "--net", "ip", "link", "add", "lkprobe", "type", "bridge")),
                "network namespaces cannot be made here");
        Outcome sample = Child.of(
                        Path.of("../samples/fleet").toAbsolutePath().normalize().toString())
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .environment("TMPDIR", scratch.toString())
                .environment(
                        "LINUXKEYRING_DEMO",
                        "linuxkeyring-fleet-" + ProcessHandle.current().pid())
                .run();
        assumeTrue(sample.status() != SKIPPED, sample.err().strip());
        sample.succeeded();
        List<String> served = SERVED.matcher(sample.out())
                .results()
                .map(line -> line.group(1) + " " + line.group(2))
                .toList();
        assertEquals(
                List.of(
                        "web1 serial=01",
                        "web2 serial=01",
                        "web1 serial=02",
                        "web2 serial=02",
                        "web1 no certificate",
                        "web2 serial=02",
                        "web1 serial=02",
                        "web2 serial=02",
                        "web1 no certificate",
                        "web2 no certificate"),
                served,
                sample::toString);
        assertTrue(sample.out().contains("no file of etcd1, etcd2 and etcd3 has PRIVATE KEY"), sample::toString);
        assertFalse(sample.out().contains("BEGIN PRIVATE KEY"), sample::toString);
    }
}
