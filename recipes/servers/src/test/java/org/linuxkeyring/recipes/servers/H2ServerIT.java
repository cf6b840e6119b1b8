package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** H2, which takes the key from the default context of the JVM, and has no setting for clients' certificates. */
class H2ServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                -Djavax.net.ssl.keyStore=/etc/h2/keys.keyring
                -Djavax.net.ssl.keyStoreType=LINUXKEYRING
                -Dh2.enableAnonymousTLS=false
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path jars = user.jars("h2");
        Path base = user.makeFolder("base");
        Path keys = user.keys(base.resolve("keys.keyring"));
        List<String> command = new ArrayList<>(List.of(user.java().toString(), "-javaagent:" + user.jar() + "=rotate"));
        configuration(port)
                .replace("/etc/h2/keys.keyring", keys.toString())
                .lines()
                .forEach(command::add);
        command.addAll(List.of("-cp", jars + "/*", "org.h2.tools.Server", "-tcp", "-tcpSSL"));
        command.addAll(List.of("-tcpPort", Integer.toString(port)));
        return RunningServer.start(
                user.command(Map.of(), base, command.toArray(String[]::new)), "TCP server running at");
    }

    @Override
    boolean asksForCertificates() {
        return false;
    }
}
