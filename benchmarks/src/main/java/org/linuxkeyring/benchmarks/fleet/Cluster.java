package org.linuxkeyring.benchmarks.fleet;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Three etcd servers on the loopback interface. */
final class Cluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final int TIMEOUT_MILLIS = 5000;

    private final Path folder;
    private final List<URI> endpoints = new ArrayList<>();
    private final List<URI> peers = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();

    private Cluster(Path folder) {
        this.folder = folder;
    }

    static Cluster start(Path folder) throws Exception {
        Cluster cluster = new Cluster(folder);
        for (int server = 0; server < SIZE; server++) {
            cluster.endpoints.add(freeAddress());
            cluster.peers.add(freeAddress());
        }
        cluster.restart();
        return cluster;
    }

    private static URI freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    List<URI> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Starts all servers with the data that they have, and waits until they have a leader. */
    void restart() throws Exception {
        servers.clear();
        for (int server = 0; server < SIZE; server++) {
            servers.add(process(server));
        }
        for (URI endpoint : endpoints) {
            while (!isHealthy(endpoint)) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private Process process(int server) throws IOException {
        List<String> members = IntStream.range(0, SIZE)
                .mapToObj(each -> "server" + each + "=" + peers.get(each))
                .toList();
        return new ProcessBuilder(
                        // The machines in this JVM would have processors of their own.
                        "nice",
                        "-n",
                        "-15",
                        "etcd",
                        "--name=server" + server,
                        "--data-dir=" + folder.resolve("server" + server),
                        "--listen-client-urls=" + endpoints.get(server),
                        "--advertise-client-urls=" + endpoints.get(server),
                        "--listen-peer-urls=" + peers.get(server),
                        "--initial-advertise-peer-urls=" + peers.get(server),
                        "--initial-cluster=" + String.join(",", members))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server" + server + ".log").toFile()))
                .start();
    }

    private static boolean isHealthy(URI endpoint) {
        try {
            return connection(endpoint, "/health").getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpURLConnection connection(URI endpoint, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection;
    }

    /** Returns what all servers count together. */
    Load load() throws IOException {
        Load all = Load.NONE;
        for (URI endpoint : endpoints) {
            try (var in = connection(endpoint, "/metrics").getInputStream()) {
                all = all.plus(Load.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    /** Kills all servers (SIGKILL). */
    void kill() throws InterruptedException {
        for (Process server : servers) {
            server.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
    }
}
