package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.WEB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.testing.BackgroundProgram;

/** An application that Quarkus's plugin for Maven has built, in a JVM of its own, as it is run anywhere. */
class QuarkusIT {
    private static final Pattern LISTENING = Pattern.compile(".*Listening on: (https://localhost:\\d+)");

    @TempDir
    Path folder;

    @Test
    void theNamedEntryIsServedAndTheOthersAreLeftAlone() throws Exception {
        try (Service service = Service.start();
                BackgroundProgram application = run(service, withTheJar(), "writes=on-store")) {
            String uri = uri(application);
            Peer.Answer answer = service.peer().get(uri);

            assertEquals("Hello " + service.peer().certificate().getSubjectX500Principal(), answer.body());
            assertEquals(service.certificate(WEB), answer.server());
            assertEquals("TLSv1.3", answer.protocol());
            assertEquals(List.of(), service.changes());

            service.renew(WEB);

            assertEquals(service.certificate(WEB), service.peer().get(uri).server());
        }
    }

    @Test
    void aSecretIsAPropertyOfTheApplicationAndItsReplacementTheNextValue() throws Exception {
        try (Service service = Service.start()) {
            service.secret("greeting", "Grüße,");
            List<String> program = Stream.concat(
                            Stream.of("-Dlinuxkeyring.config.keyring=" + service.keyring()), withTheJar().stream())
                    .toList();
            try (BackgroundProgram application = run(service, program, "writes=on-store")) {
                String uri = uri(application);
                String name =
                        service.peer().certificate().getSubjectX500Principal().toString();

                assertEquals("Grüße, " + name, service.peer().get(uri).body());
                service.secret("greeting", "Moin,");
                assertEquals("Moin, " + name, service.peer().get(uri).body());
            }
        }
    }

    @Test
    void thePageShowsTheConfigurationThatIsRun() throws Exception {
        List<String> configuration = Files.readAllLines(Path.of("src/main/resources/application.properties"));

        assertEquals(List.of(), Page.missing("quarkus.md", configuration));
    }

    @Test
    void withWritesAtOnceQuarkusDeletesTheOtherEntries() throws Exception {
        try (Service service = Service.start();
                BackgroundProgram application = run(service, withTheJar())) {
            uri(application);

            assertEquals(3, service.changes().size());
        }
    }

    @Test
    void withDashJarTheTypeIsUnknown() throws Exception {
        try (Service service = Service.start();
                BackgroundProgram application = run(service, List.of("-jar", jar()), "writes=on-store")) {
            String said = application.outcome().out();

            assertTrue(said.contains("LINUXKEYRING not found"), said);
        }
    }

    private BackgroundProgram run(Service service, List<String> program, String... settings) throws IOException {
        Path security = Files.writeString(folder.resolve("linuxkeyring.security"), """
                security.provider.13=LinuxKeyring
                ssl.KeyManagerFactory.algorithm=LINUXKEYRING
                """);
        List<String> options = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.properties=" + security,
                "-Dquarkus.tls.key-store.other.path=" + service.keys(folder, settings),
                "-Dquarkus.tls.trust-store.other.path=" + service.trust(folder, "writes=never"),
                "-Dquarkus.http.host=localhost",
                "-Dquarkus.http.ssl-port=0");
        return new BackgroundProgram(
                Stream.concat(options.stream(), program.stream()).toList());
    }

    private static List<String> withTheJar() {
        return List.of(
                "-cp",
                System.getProperty("linuxkeyring-all") + ":" + jar(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
    }

    private static String jar() {
        return System.getProperty("application");
    }

    private static String uri(BackgroundProgram application) throws IOException {
        while (true) {
            Matcher listening = LISTENING.matcher(application.nextLine());
            if (listening.matches()) {
                return listening.group(1) + "/";
            }
        }
    }
}
