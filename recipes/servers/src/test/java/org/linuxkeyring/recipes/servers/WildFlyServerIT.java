package org.linuxkeyring.recipes.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** WildFly, whose Elytron subsystem takes keystores of any type that the JVM has. */
@Tag("on-demand")
class WildFlyServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                <tls>
                    <key-stores>
                        <key-store name="keys">
                            <credential-reference clear-text="any"/>
                            <implementation type="LINUXKEYRING"/>
                            <file path="keys.keyring" relative-to="jboss.server.config.dir"/>
                        </key-store>
                        <key-store name="trust">
                            <credential-reference clear-text="any"/>
                            <implementation type="LINUXKEYRING"/>
                            <file path="trust.keyring" relative-to="jboss.server.config.dir"/>
                        </key-store>
                    </key-stores>
                    <key-managers>
                        <key-manager name="keys" key-store="keys">
                            <credential-reference clear-text="any"/>
                        </key-manager>
                    </key-managers>
                    <trust-managers>
                        <trust-manager name="trust" key-store="trust"/>
                    </trust-managers>
                    <server-ssl-contexts>
                        <server-ssl-context name="applicationSSC" need-client-auth="true"
                                            cipher-suite-names="TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"
                                            key-manager="keys" trust-manager="trust"/>
                    </server-ssl-contexts>
                </tls>
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("wildfly-dist");
        Path base = user.makeFolder("base");
        user.run(base, "cp", "-r", home + "/standalone/.", base.toString());
        user.keys(base.resolve("configuration/keys.keyring"));
        user.trust(base.resolve("configuration/trust.keyring"));
        Path configuration = base.resolve("configuration/standalone.xml");
        user.write(configuration, Files.readString(configuration).replaceFirst("(?s)<tls>.*</tls>", configuration()));
        return RunningServer.start(
                user.command(
                        Map.of("PREPEND_JAVA_OPTS", "-javaagent:" + user.jar() + "=rotate"),
                        base,
                        home.resolve("bin/standalone.sh").toString(),
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.https.port=" + port,
                        "-Djboss.http.port=" + ServerUser.freePort(),
                        "-Djboss.management.http.port=" + ServerUser.freePort()),
                "WFLYSRV002[56]");
    }
}
