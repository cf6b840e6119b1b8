package org.linuxkeyring.benchmarks.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;

/**
 * Measures a fleet: three etcd servers, many followers in this JVM, and one that is the program itself, whose key a TLS
 * server serves. Arguments: the folder for what is written, the file for the table, and how many followers.
 */
final class FleetMain {
    private static final int SINGLES = 50;
    private static final int ROUNDS = 3;
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration SHORT_LEASE = Duration.ofSeconds(40);
    private static final Duration WATCHED = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofSeconds(45);
    private static final int COMPARISONS_AN_HOUR = 4;
    private static final double MILLION = 1e6;

    private final StringBuilder page = new StringBuilder();
    private final Path folder;
    private final Cluster cluster;
    private final Fleet fleet;
    private final RealMachine real;
    private final Server server;
    private final Server alone;

    private FleetMain(Path folder, Cluster cluster, Fleet fleet, RealMachine real, Server server, Server alone) {
        this.folder = folder;
        this.cluster = cluster;
        this.fleet = fleet;
        this.real = real;
        this.server = server;
        this.alone = alone;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Cluster cluster = Cluster.start(folder);
                Fleet fleet = new Fleet(cluster.endpoints(), folder);
                RealMachine real = new RealMachine(MachineId.of("real"), folder, cluster.endpoints());
                Server server = new Server(Fleet.NAME.keyring());
                Server alone = new Server(EntryName.of(Fleet.ALONE + "/any").keyring())) {
            FleetMain main = new FleetMain(folder, cluster, fleet, real, server, alone);
            main.measure(Integer.parseInt(arguments[2]));
            Files.writeString(Path.of(arguments[1]), main.page);
            System.out.print(main.page);
        }
        // The threads of a thousand connections are not waited for.
        System.exit(0);
    }

    private void measure(int count) throws Exception {
        connect(count);
        publishToOne();
        publishToAll();
        load();
        memory(count);
        outage();
    }

    private static void tell(String what) {
        System.err.printf(Locale.ROOT, "%tT %s%n", System.currentTimeMillis(), what);
    }

    private void connect(int count) throws Exception {
        tell("admitting " + count + " machines, each of which follows from then on");
        Path publishers = folder.resolve("publisher.crt");
        Files.writeString(
                publishers,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(fleet.publisher().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        fleet.admit(real.id(), real.enroll("@u/linuxkeyring-benchmark-machine"));
        real.follow(publishers);
        fleet.join(count, LEASE);
        for (Machine machine : fleet.machines()) {
            await(machine.store()::hasHeard);
        }
        // Once for all that is not warm yet, in this JVM and in the other.
        round(Optional.empty());
    }

    /** The time of one machine, while all others are connected. */
    private void publishToOne() throws Exception {
        tell("publishing to one machine at a time");
        Random random = new Random(1);
        List<Long> set = new ArrayList<>();
        List<Long> spread = new ArrayList<>();
        List<Long> served = new ArrayList<>();
        List<Long> spreadServed = new ArrayList<>();
        for (int i = 0; i < SINGLES; i++) {
            Machine machine =
                    fleet.machines().get(random.nextInt(fleet.machines().size()));
            Certificate[] chain = fleet.certificate();
            long begun = System.nanoTime();
            fleet.publishTo(machine.id(), chain);
            await(() -> machine.lastSet() > begun);
            set.add(machine.lastSet() - begun);
            spread.add(machine.lastSet() - fleet.lastCommit());
            publishAlone(served, spreadServed);
        }
        heading("publish to set, milliseconds", "publications");
        page.append(Times.of(spread).row("one in memory: from the write to etcd until it is set"));
        page.append(Times.of(spreadServed).row("the one on the kernel: from the write to etcd until TLS serves it"));
        page.append(Times.of(set).row("one in memory: from the publisher's call, which reads all machines' records"));
        page.append(Times.of(served).row("the one on the kernel: from the publisher's call until TLS serves it"));
    }

    private void publishAlone(List<Long> served, List<Long> spread) throws Exception {
        Certificate[] chain = fleet.certificate();
        long begun = System.nanoTime();
        fleet.publishTo(real.id(), chain);
        await(() -> alone.serves((X509Certificate) chain[0]));
        long now = System.nanoTime();
        served.add(now - begun);
        spread.add(now - fleet.lastCommit());
    }

    private void publishToAll() throws Exception {
        tell("publishing to all machines");
        List<Long> set = new ArrayList<>();
        List<Long> served = new ArrayList<>();
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Round round = round(Optional.empty());
            set.addAll(round.set());
            served.add(round.served());
            written.add(round.written());
        }
        page.append(Times.of(written).row("all: until the publisher has written them"));
        page.append(Times.of(set).row("all: until each machine in memory has set it"));
        page.append(Times.of(served).row("all: until the TLS server serves it"));
    }

    private record Round(long written, List<Long> set, long served) {}

    private Round round(Optional<Duration> lease) throws Exception {
        Certificate[] chain = fleet.certificate();
        long begun = System.nanoTime();
        long[] served = new long[1];
        Thread client = new Thread(() -> {
            while (served[0] == 0) {
                if (server.serves((X509Certificate) chain[0])) {
                    served[0] = System.nanoTime() - begun;
                }
                Thread.onSpinWait();
            }
        });
        fleet.publishToAll(chain, lease);
        long written = System.nanoTime() - begun;
        client.start();
        List<Long> set = new ArrayList<>();
        for (Machine machine : fleet.machines()) {
            await(() -> machine.lastSet() > begun);
            set.add(machine.lastSet() - begun);
        }
        client.join();
        return new Round(written, set, served[0]);
    }

    /** What the machines ask of etcd when nothing is published. */
    private void load() throws Exception {
        tell("counting what etcd does while nothing is published");
        round(Optional.of(SHORT_LEASE));
        // Reports of that publication are still on their way.
        TimeUnit.SECONDS.sleep(5);
        fleet.machines().forEach(machine -> machine.store().reset());
        Load before = cluster.load();
        TimeUnit.SECONDS.sleep(WATCHED.toSeconds());
        Load load = cluster.load().since(before);
        int compared = fleet.machines().stream()
                .mapToInt(machine -> machine.store().asked())
                .sum();
        double each = (double) COMPARISONS_AN_HOUR / compared;
        page.append("\n| etcd, all servers, for each follower and hour with a lease of one hour | |\n|---|---|\n");
        row("requests", load.requests() * each);
        row("bytes of messages to etcd", load.received() * each);
        row("bytes of messages from etcd", load.sent() * each);
        row("milliseconds of processor time, all servers", load.processor() * each * 1000);
        row("resident memory of one server now, MB", load.memory() / 3 / MILLION);
        page.append(String.format(Locale.ROOT, "%nFrom %d comparisons within %d s.%n", compared, WATCHED.toSeconds()));
        round(Optional.of(LEASE));
    }

    private void memory(int count) throws Exception {
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        long pid = ProcessHandle.current().pid();
        page.append("\n| memory of a follower | |\n|---|---|\n");
        row("heap, of one of many in one JVM, kB", heap / 1e3 / count);
        row("threads, of one of many in one JVM", (double) RealMachine.status(pid, "Threads") / count);
        row("resident memory of the program (-Xmx128m), MB", real.status("VmRSS") * 1024 / MILLION);
    }

    private void outage() throws Exception {
        tell("killing all etcd servers for " + OUTAGE.toSeconds() + " s");
        fleet.machines().forEach(machine -> machine.store().reset());
        cluster.kill();
        // An answer that was on its way counts for nothing.
        TimeUnit.SECONDS.sleep(1);
        fleet.machines().forEach(machine -> machine.store().reset());
        TimeUnit.SECONDS.sleep(OUTAGE.toSeconds() - 1);
        int asked = fleet.machines().stream()
                .mapToInt(machine -> machine.store().asked())
                .sum();
        cluster.restart();
        long back = System.nanoTime();
        tell("waiting for the machines to come back");
        for (Machine machine : fleet.machines()) {
            await(machine.store()::hasHeard);
        }
        Times times = Times.of(times(machine -> Math.max(0, machine.store().heard() - back)));
        int[] perSecond = times.perSecond();
        page.append(String.format(
                Locale.ROOT,
                "%n%d followers asked %.1f times a second, together, while etcd was down for %d s. From when all"
                        + " servers answered again:%n%n",
                times.count(),
                (double) asked / OUTAGE.toSeconds(),
                OUTAGE.toSeconds()));
        page.append("| back after, seconds | |\n|---|---|\n");
        row("half of them", times.milliseconds(0.5) / 1000);
        row("99 of 100", times.milliseconds(0.99) / 1000);
        row("the last", times.milliseconds(1) / 1000);
        row("most in one second", Arrays.stream(perSecond).max().orElse(0));
        page.append("\n```text\n");
        for (int from = 0; from < perSecond.length; from += 5) {
            int sum = Arrays.stream(perSecond, from, Math.min(from + 5, perSecond.length))
                    .sum();
            page.append(String.format(Locale.ROOT, "%3d s %4d %s%n", from, sum, "*".repeat((sum + 4) / 5)));
        }
        page.append("```\n");
    }

    private List<Long> times(ToLongFunction<Machine> time) {
        return fleet.machines().stream().mapToLong(time).boxed().toList();
    }

    private void heading(String what, String count) {
        page.append("| ")
                .append(what)
                .append(" | ")
                .append(count)
                .append(" | p50 | p99 | most |\n|---|---|---|---|---|\n");
    }

    private void row(String what, double number) {
        page.append(String.format(Locale.ROOT, "| %s | %.1f |%n", what, number));
    }

    private interface Condition {
        boolean isMet();
    }

    private static void await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!condition.isMet()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it does not come to pass");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
