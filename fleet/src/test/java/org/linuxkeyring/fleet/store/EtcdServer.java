package org.linuxkeyring.fleet.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/** One etcd server of a test's own, on ports of the loopback interface. */
public final class EtcdServer implements AutoCloseable {
    private final Path folder;
    private final URI endpoint;
    private final URI peers;

    /** Where the server says whether it is well, without TLS and a client's certificate. */
    private final URI metrics;

    private final List<String> options;
    private Process process;

    private EtcdServer(Path folder, String address, List<String> options) throws IOException {
        this.folder = folder;
        this.endpoint = URI.create(address + ":" + freePort());
        this.metrics = URI.create("http://127.0.0.1:" + freePort());
        this.peers = URI.create("http://127.0.0.1:" + freePort());
        this.options = options;
    }

    /** Starts a server with more options of etcd's; skips the test where etcd is not installed. */
    public static EtcdServer start(Path folder, String... options) throws IOException, InterruptedException {
        return start(folder, "http://127.0.0.1", options);
    }

    /** Starts a server that speaks TLS as {@code localhost}; the options name its certificate and key. */
    public static EtcdServer startTls(Path folder, String... options) throws IOException, InterruptedException {
        return start(folder, "https://localhost", options);
    }

    private static EtcdServer start(Path folder, String address, String... options)
            throws IOException, InterruptedException {
        assumeTrue(Programs.work(List.of("etcd", "--version")), "etcd is not installed");
        EtcdServer server = new EtcdServer(folder, address, List.of(options));
        server.restart();
        return server;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Returns the folder that has all that the server stores. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Starts the server, with the data that it has, and waits until it answers. */
    public void restart() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--data-dir",
                data().toString(),
                "--listen-client-urls",
                endpoint.toString(),
                "--advertise-client-urls",
                endpoint.toString(),
                "--listen-metrics-urls",
                metrics.toString(),
                "--listen-peer-urls",
                peers.toString(),
                "--initial-advertise-peer-urls",
                peers.toString(),
                "--initial-cluster",
                "default=" + peers));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("etcd.log").toFile()))
                .start();
        Await.until(this::isHealthy, "etcd to answer");
    }

    /** Asks without a user, which etcdctl needs where authentication is turned on. */
    private boolean isHealthy() {
        try {
            HttpURLConnection health =
                    (HttpURLConnection) metrics.resolve("/health").toURL().openConnection();
            return health.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills the server (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public Outcome etcdctl(String... words) {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints", endpoint.toString()));
        command.addAll(Arrays.asList(words));
        return Child.of(command).environment("ETCDCTL_API", "3").run();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
