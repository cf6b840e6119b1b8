package org.linuxkeyring.recipes.servers;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Keycloak, which is built on Quarkus. */
@Tag("on-demand")
class KeycloakServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                http-enabled=false
                https-port=8443
                https-key-store-file=conf/keys.keyring
                https-key-store-type=LINUXKEYRING
                https-key-store-password=any
                https-trust-store-file=conf/trust.keyring
                https-trust-store-type=LINUXKEYRING
                https-trust-store-password=any
                https-client-auth=required
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("keycloak-quarkus-dist");
        user.keys(home.resolve("conf/keys.keyring"));
        user.trust(home.resolve("conf/trust.keyring"));
        Path conf = home.resolve("conf/keycloak.conf");
        user.write(conf, configuration(port));
        return RunningServer.start(
                user.command(
                        Map.of("JAVA_OPTS_APPEND", "-javaagent:" + user.jar() + "=rotate"),
                        home,
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev"),
                "Listening on");
    }
}
