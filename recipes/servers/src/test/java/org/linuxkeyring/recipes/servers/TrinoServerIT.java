package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.testing.Jdk;

/** Trino, which reads its keystores as JKS, and asks clients for a certificate without insisting on one in TLS. */
@Tag("on-demand")
class TrinoServerIT extends ServerContract {
    @Override
    Jdk jdk() {
        return Jdk.since(24).get(0);
    }

    @Override
    boolean asksForCertificates() {
        return false;
    }

    @Override
    String configuration() {
        return """
                http-server.https.enabled=true
                http-server.https.port=8443
                http-server.https.keystore.path=etc/keys.jks
                http-server.https.keystore.key=any
                http-server.https.truststore.path=etc/trust.jks
                http-server.https.truststore.key=any
                http-server.authentication.type=CERTIFICATE
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpackTar("trino-server", "trino-server-" + System.getProperty("trino.version"));
        Path etc = user.makeFolder("base").resolve("etc");
        user.keys(etc.resolve("keys.jks"));
        user.trust(etc.resolve("trust.jks"));
        int http = ServerUser.freePort();
        user.write(etc.resolve("node.properties"), "node.environment=test\nnode.data-dir=data\n");
        user.write(etc.resolve("jvm.config"), "-Xmx1G\n-javaagent:" + user.jar() + "=files,rotate\n");
        user.write(etc.resolve("config.properties"), """
                coordinator=true
                node-scheduler.include-coordinator=true
                http-server.http.port=%d
                discovery.uri=http://localhost:%d
                internal-communication.shared-secret=a secret of the test
                query.max-memory-per-node=200MB
                memory.heap-headroom-per-node=200MB
                """.formatted(http, http) + configuration(port));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        etc.getParent(),
                        home.resolve("bin/launcher").toString(),
                        "run",
                        "--etc-dir=" + etc,
                        "--data-dir=" + etc.resolveSibling("data")),
                "SERVER STARTED");
    }
}
