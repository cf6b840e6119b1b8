package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;

/** H2, which takes the key from the default context of the JVM, and has no setting for clients' certificates. */
class H2ServerIT extends ServerContract {
    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path jars = user.jars("h2");
        Path base = user.makeFolder("base");
        Path keys = user.keys(base.resolve("keys.keyring"));
        return RunningServer.start(
                user.command(
                        Map.of(),
                        base,
                        ServerUser.java().toString(),
                        "-javaagent:" + user.jar() + "=rotate",
                        "-Djavax.net.ssl.keyStore=" + keys,
                        "-Djavax.net.ssl.keyStoreType=LINUXKEYRING",
                        "-Dh2.enableAnonymousTLS=false",
                        "-cp",
                        jars + "/*",
                        "org.h2.tools.Server",
                        "-tcp",
                        "-tcpSSL",
                        "-tcpPort",
                        Integer.toString(port)),
                "TCP server running at");
    }

    @Override
    boolean asksForCertificates() {
        return false;
    }
}
