package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;

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
        Path jars = user.jars("zookeeper");
        Path conf = user.makeFolder("conf");
        user.keys(conf.resolve("keys.p12"));
        user.trust(conf.resolve("trust.p12"));
        user.write(conf.resolve("zoo.cfg"), """
                dataDir=data
                admin.enableServer=false
                """ + configuration(port).replace("/etc/zookeeper", conf.toString()));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        conf,
                        user.java().toString(),
                        "-javaagent:" + user.jar() + "=files",
                        "-cp",
                        jars + "/*",
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        "zoo.cfg"),
                "PrepRequestProcessor .* started");
    }
}
