package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;

/** Jetty, started in the JVM of start.jar, with a {@code jetty.base} of its own. */
class JettyServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                --module=https
                jetty.ssl.host=localhost
                jetty.ssl.port=8443
                jetty.sslContext.keyStorePath=etc/keys.keyring
                jetty.sslContext.keyStoreType=LINUXKEYRING
                jetty.sslContext.keyStorePassword=any
                jetty.sslContext.trustStorePath=etc/trust.keyring
                jetty.sslContext.trustStoreType=LINUXKEYRING
                jetty.sslContext.trustStorePassword=any
                jetty.sslContext.needClientAuth=true
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("jetty-home");
        Path base = user.makeFolder("base");
        user.keys(base.resolve("etc/keys.keyring"));
        user.trust(base.resolve("etc/trust.keyring"));
        user.write(base.resolve("start.d/https.ini"), configuration(port));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        base,
                        user.java().toString(),
                        "-javaagent:" + user.jar() + "=rotate",
                        "-jar",
                        home.resolve("start.jar").toString()),
                "Started .*Server@");
    }
}
