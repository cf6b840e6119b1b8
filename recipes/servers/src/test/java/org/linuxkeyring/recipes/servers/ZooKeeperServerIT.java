package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;

/** ZooKeeper, which chooses among the types that it knows by the file's name. */
class ZooKeeperServerIT extends ServerContract {
    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path jars = user.jars("zookeeper");
        Path conf = user.makeFolder("conf");
        user.keys(conf.resolve("keys.p12"));
        user.trust(conf.resolve("trust.p12"));
        user.write(conf.resolve("zoo.cfg"), """
                dataDir=data
                secureClientPort=%d
                secureClientPortAddress=localhost
                serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
                ssl.keyStore.location=%s/keys.p12
                ssl.keyStore.password=any
                ssl.trustStore.location=%s/trust.p12
                ssl.trustStore.password=any
                ssl.clientAuth=need
                ssl.enabledProtocols=TLSv1.2,TLSv1.3
                admin.enableServer=false
                """.formatted(port, conf, conf));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        conf,
                        ServerUser.java().toString(),
                        "-javaagent:" + user.jar() + "=files",
                        "-cp",
                        jars + "/*",
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        "zoo.cfg"),
                "PrepRequestProcessor .* started");
    }
}
