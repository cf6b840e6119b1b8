package org.linuxkeyring.recipes.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** ActiveMQ Artemis, in a broker instance that its own command makes. */
@Tag("on-demand")
class ArtemisServerIT extends ServerContract {
    @Override
    String configuration() {
        return """
                <acceptor name="artemis">tcp://localhost:8443?sslEnabled=true;\
                keyStorePath=etc/keys.keyring;keyStoreType=LINUXKEYRING;keyStorePassword=any;\
                trustStorePath=etc/trust.keyring;trustStoreType=LINUXKEYRING;trustStorePassword=any;\
                needClientAuth=true</acceptor>
                """;
    }

    @Override
    RunningServer start(ServerUser user, int port) throws Exception {
        Path home = user.unpack("apache-artemis");
        Path instance = user.makeFolder("instance");
        user.run(
                home,
                home.resolve("bin/artemis").toString(),
                "create",
                instance.toString(),
                "--silent",
                "--no-web",
                "--no-autotune",
                "--nio",
                "--no-amqp-acceptor",
                "--no-hornetq-acceptor",
                "--no-mqtt-acceptor",
                "--no-stomp-acceptor");
        user.keys(instance.resolve("etc/keys.keyring"));
        user.trust(instance.resolve("etc/trust.keyring"));
        Path broker = instance.resolve("etc/broker.xml");
        user.write(broker, Files.readString(broker).replaceFirst("<acceptor name=\"artemis\">.*", configuration(port)));
        return RunningServer.start(
                user.command(
                        Map.of("JAVA_ARGS_APPEND", "-javaagent:" + user.jar() + "=rotate"),
                        instance,
                        instance.resolve("bin/artemis").toString(),
                        "run"),
                "Server is now active");
    }
}
