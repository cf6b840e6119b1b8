package org.linuxkeyring.fleet.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/**
 * etcd servers that are a cluster, each in a network namespace of its own (network_namespaces(7)), so that the network
 * between them can be cut. Two bridges join them: one that this process is connected to, and one that only cut-off
 * servers are moved to.
 */
public final class EtcdCluster implements AutoCloseable {
    private static final String NETWORK = "10.213.77.";
    private static final int OWN_ADDRESS = 1;
    private static final int CLIENTS = 2379;
    private static final int PEERS = 2380;

    private final Path folder;
    private final String name;
    private final List<Process> servers = new ArrayList<>();

    private EtcdCluster(Path folder) {
        this.folder = folder;
        // A network interface's name has 15 characters at most.
        this.name = "lk" + ProcessHandle.current().pid() % 1_000_000;
    }

    /** Skips the test where there is no etcd, or network namespaces cannot be made. */
    public static void assumePossible() {
        assumeTrue(Programs.work(List.of("etcd", "--version")), "etcd is not installed");
        assumeTrue(
                Programs.work(List.of("unshare", "--net", "ip", "link", "add", "lkprobe", "type", "bridge")),
                "network namespaces cannot be made here");
    }

    /** Starts a cluster, whose servers keep their data in a folder, and waits until it has a leader. */
    public static EtcdCluster start(Path folder, int size) throws IOException, InterruptedException {
        EtcdCluster cluster = new EtcdCluster(folder);
        boolean isComplete = false;
        try {
            cluster.makeNetwork(size);
            for (int server = 0; server < size; server++) {
                cluster.servers.add(cluster.process(server, size));
            }
            Await.until(() -> cluster.isHealthy(0), "the cluster to have a leader");
            isComplete = true;
            return cluster;
        } finally {
            if (!isComplete) {
                cluster.close();
            }
        }
    }

    /** Returns the addresses of all servers for clients. */
    public List<URI> endpoints() {
        return IntStream.range(0, servers.size())
                .mapToObj(server -> URI.create(endpoint(server)))
                .toList();
    }

    /** Returns the folder that has the data of all servers. */
    public Path folder() {
        return folder;
    }

    /** Returns the server that leads; it waits until the reachable servers agree on one. */
    public int leader() throws InterruptedException {
        int[] found = {-1};
        Await.until(
                () -> {
                    found[0] = IntStream.range(0, servers.size())
                            .filter(this::leads)
                            .findFirst()
                            .orElse(-1);
                    return found[0] >= 0;
                },
                "the cluster to have a leader");
        return found[0];
    }

    /** Kills a server (SIGKILL). */
    public void kill(int server) throws InterruptedException {
        servers.get(server).destroyForcibly().waitFor();
    }

    /** Starts a killed server again, with the data that it had. */
    public void restart(int server) throws IOException {
        servers.set(server, process(server, servers.size()));
    }

    /** Takes these servers from the network of this process and of all others; they reach each other. */
    public void cutOff(Set<Integer> cut) {
        for (int server = 0; server < servers.size(); server++) {
            run("ip", "link", "set", outside(server), "master", cut.contains(server) ? bridge("x") : bridge("b"));
        }
    }

    /** Joins all servers again. */
    public void heal() {
        cutOff(Set.of());
    }

    /** Returns whether a server answers a linearizable read, which takes a majority. */
    public boolean isHealthy(int server) {
        return Programs.work(etcdctl(server, "endpoint", "health"));
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
        for (int server = 0; server < servers.size(); server++) {
            Child.of("ip", "netns", "delete", namespace(server)).run();
        }
        Child.of("ip", "link", "delete", bridge("b")).run();
        Child.of("ip", "link", "delete", bridge("x")).run();
    }

    private boolean leads(int server) {
        Outcome status = Child.of(etcdctl(server, "endpoint", "status", "--write-out", "fields"))
                .run();
        // Each line is a field: "MemberID" : 1, and "Leader" : 1.
        return status.status() == 0 && field(status.out(), "MemberID").equals(field(status.out(), "Leader"));
    }

    private static String field(String fields, String name) {
        return fields.lines()
                .filter(line -> line.startsWith('"' + name + "\" : "))
                .map(line -> line.substring(line.indexOf(" : ") + 3))
                .findFirst()
                .orElse("");
    }

    private List<String> etcdctl(int server, String... command) {
        List<String> words = new ArrayList<>(
                List.of("env", "ETCDCTL_API=3", "etcdctl", "--command-timeout=2s", "--endpoints", endpoint(server)));
        words.addAll(Arrays.asList(command));
        return words;
    }

    private void makeNetwork(int size) {
        for (String bridge : List.of(bridge("b"), bridge("x"))) {
            run("ip", "link", "add", bridge, "type", "bridge");
            run("ip", "link", "set", bridge, "up");
        }
        run("ip", "address", "add", NETWORK + OWN_ADDRESS + "/24", "dev", bridge("b"));
        for (int server = 0; server < size; server++) {
            run("ip", "netns", "add", namespace(server));
            run(
                    "ip",
                    "link",
                    "add",
                    outside(server),
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "eth0",
                    "netns",
                    namespace(server));
            run("ip", "link", "set", outside(server), "up", "master", bridge("b"));
            run("ip", "-n", namespace(server), "address", "add", address(server) + "/24", "dev", "eth0");
            run("ip", "-n", namespace(server), "link", "set", "eth0", "up");
            run("ip", "-n", namespace(server), "link", "set", "lo", "up");
        }
    }

    private Process process(int server, int size) throws IOException {
        List<String> members = IntStream.range(0, size)
                .mapToObj(each -> "server" + each + "=http://" + address(each) + ":" + PEERS)
                .toList();
        String peers = "http://" + address(server) + ":" + PEERS;
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace(server),
                        "etcd",
                        "--name",
                        "server" + server,
                        "--data-dir",
                        folder.resolve("server" + server).toString(),
                        "--listen-client-urls",
                        endpoint(server),
                        "--advertise-client-urls",
                        endpoint(server),
                        "--listen-peer-urls",
                        peers,
                        "--initial-advertise-peer-urls",
                        peers,
                        "--initial-cluster",
                        String.join(",", members),
                        "--heartbeat-interval",
                        "50",
                        "--election-timeout",
                        "500")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server" + server + ".log").toFile()))
                .start();
    }

    private static void run(String... command) {
        Child.of(command).run().succeeded();
    }

    private String bridge(String kind) {
        return name + kind;
    }

    private String namespace(int server) {
        return name + "n" + server;
    }

    private String outside(int server) {
        return name + "v" + server;
    }

    private static String address(int server) {
        return NETWORK + (OWN_ADDRESS + 1 + server);
    }

    private static String endpoint(int server) {
        return "http://" + address(server) + ":" + CLIENTS;
    }
}
