package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Await;

/** ZooKeeper, which chooses among the types that it knows by the file's name. */
class ZooKeeperServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                secureClientPort=8443
                serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
                ssl.keyStore.location=/etc/zookeeper/keys.p12
                ssl.keyStore.password=any
                ssl.trustStore.location=/etc/zookeeper/trust.p12
                ssl.trustStore.password=any
                ssl.clientAuth=need
                ssl.enabledProtocols=TLSv1.2,TLSv1.3
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        user.jars("zookeeper");
        return start(user, user.makeFolder("conf"), configuration(port));
    }

    /** Netty, on which ZooKeeper is built, has OpenSSL sign with the key's bytes. */
    @Test
    void openSslIsRefusedAKeyWithoutAnEncoding() throws Exception {
        int port = ServerUser.freePort();
        Path conf = user().makeFolder("openssl");
        try (RunningServer server =
                start(user(), conf, configuration(port) + "ssl.sslProvider=OPENSSL\n", "keys=opaque")) {
            new TlsClient(port, server, folder).withoutCertificate().failed();

            Await.until(
                    () -> server.output().contains("org.linuxkeyring.opaque.EcHandle does not support encoding"),
                    server.output());
        }
    }

    private static RunningServer start(ServerUser user, Path conf, String settings, String... ofKeys) throws Exception {
        user.keys(conf.resolve("keys.p12"), ofKeys);
        user.trust(conf.resolve("trust.p12"));
        user.write(conf.resolve("zoo.cfg"), """
                dataDir=data
                admin.enableServer=false
                """ + settings.replace("/etc/zookeeper", conf.toString()));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        conf,
                        user.java().toString(),
                        "-javaagent:" + user.jar() + "=files",
                        "-cp",
                        conf.resolveSibling("zookeeper") + "/*",
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        "zoo.cfg"),
                "PrepRequestProcessor .* started");
    }
}
