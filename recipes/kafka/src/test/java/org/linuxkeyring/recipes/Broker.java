package org.linuxkeyring.recipes;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A Kafka of one node, broker and controller, which speaks nothing but TLS, with itself too. */
final class Broker implements AutoCloseable {
    private final int port;
    private final KafkaRaftServer server;

    private Broker(int port, KafkaRaftServer server) {
        this.port = port;
        this.server = server;
    }

    /** With these lines in its server.properties, and data below the folder. */
    static Broker start(Path folder, Properties tls) throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return start(folder.resolve("data").toString(), broker, controller, tls);
        }
    }

    private static Broker start(String data, ServerSocket broker, ServerSocket controller, Properties tls)
            throws Exception {
        Properties settings = new Properties();
        settings.putAll(tls);
        settings.setProperty("node.id", "1");
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty(
                "listeners",
                "SSL://localhost:" + broker.getLocalPort() + ",CONTROLLER://localhost:" + controller.getLocalPort());
        settings.setProperty("listener.security.protocol.map", "SSL:SSL,CONTROLLER:SSL");
        settings.setProperty("inter.broker.listener.name", "SSL");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("controller.quorum.voters", "1@localhost:" + controller.getLocalPort());
        settings.setProperty("log.dirs", data);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setDirectories(List.of(data))
                .setMetadataLogDirectory(data)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
        // Kafka takes a port 0, but does not tell which it got.
        broker.close();
        controller.close();
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        return new Broker(broker.getLocalPort(), server);
    }

    String address() {
        return "localhost:" + port;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
