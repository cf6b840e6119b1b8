package org.linuxkeyring.recipes.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.testing.Jdk;

/** GlassFish, whose domain has keystores of fixed names. */
@Tag("on-demand")
class GlassFishServerIT extends ServerContract {
    @Override
    Jdk jdk() {
        return Jdk.since(21).get(0);
    }

    @Override
    String configuration() {
        return """
                <ssl classname="com.sun.enterprise.security.ssl.GlassfishSSLImpl" cert-nickname="web"
                     client-auth-enabled="true" client-auth="need"/>
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("glassfish");
        Path conf = home.resolve("glassfish/domains/domain1/config");
        user.keys(conf.resolve("keystore.p12"));
        user.trust(conf.resolve("cacerts.p12"));
        Path domain = conf.resolve("domain.xml");
        String otherPorts = Pattern.compile("port=\"(8080|4848|3700|3820|3920|7676|8686)\"")
                .matcher(Files.readString(domain))
                .replaceAll(other -> "port=\"" + freePort() + "\"");
        user.write(
                domain,
                otherPorts
                        .replace("port=\"8181\"", "port=\"" + port + "\"")
                        .replaceFirst("<ssl [^>]* ssl3-enabled=\"false\" [^>]*></ssl>", configuration()));
        return RunningServer.start(
                user.command(
                        Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + user.jar() + "=files,rotate"),
                        home,
                        "bash",
                        home.resolve("bin/asadmin").toString(),
                        "start-domain",
                        "--verbose"),
                "bound to .*:" + port + "]");
    }

    private static int freePort() {
        try {
            return ServerUser.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
