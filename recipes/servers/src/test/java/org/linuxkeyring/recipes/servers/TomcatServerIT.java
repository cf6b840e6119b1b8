package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;

/** Tomcat, whose installation stays as it was unpacked: {@code CATALINA_BASE} is a folder of its own. */
class TomcatServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                <Connector port="8443" SSLEnabled="true" scheme="https" secure="true">
                  <SSLHostConfig certificateVerification="required"
                                 truststoreFile="conf/trust.keyring" truststoreType="LINUXKEYRING">
                    <Certificate certificateKeystoreFile="conf/keys.keyring"
                                 certificateKeystoreType="LINUXKEYRING" certificateKeyAlias="web"/>
                  </SSLHostConfig>
                </Connector>
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("tomcat");
        Path base = user.makeFolder("base");
        user.keys(base.resolve("conf/keys.keyring"), "keys=opaque");
        user.trust(base.resolve("conf/trust.keyring"));
        user.write(base.resolve("conf/server.xml"), """
                <Server port="-1">
                  <Service name="Catalina">
                    %s
                    <Engine name="Catalina" defaultHost="localhost">
                      <Host name="localhost"/>
                    </Engine>
                  </Service>
                </Server>
                """.formatted(configuration(port)));
        user.write(base.resolve("temp/empty"), "");
        return RunningServer.start(
                user.command(
                        Map.of(
                                "CATALINA_BASE",
                                base.toString(),
                                "CATALINA_OPTS",
                                "-javaagent:" + user.jar() + "=rotate"),
                        base,
                        "sh",
                        home.resolve("bin/catalina.sh").toString(),
                        "run"),
                "Server startup in");
    }
}
