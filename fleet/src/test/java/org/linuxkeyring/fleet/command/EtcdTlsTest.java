package org.linuxkeyring.fleet.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fleet.command.Program.Printed;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The commands against an etcd server that speaks TLS and takes clients with a certificate alone. */
class EtcdTlsTest {
    private static final String KEYRING = "fleet-tls-" + ProcessHandle.current().pid();
    private static final String NAME = KEYRING + "/web";

    @TempDir
    private Path folder;

    private Program program;
    private EtcdServer server;

    @BeforeEach
    void startServer() throws Exception {
        program = new Program(folder);
        program.stores = EtcdStores::open;
        KeyPair pair = TestKeys.fresh("RSA");
        file("server.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        file("server.crt", "CERTIFICATE", TestCertificates.chainFor("localhost", pair.getPublic())[0].getEncoded());
        file("ca.crt", "CERTIFICATE", TestCertificates.root().getEncoded());
        KeyPair client = TestKeys.fresh("RSA");
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        keyStore.load(Program.settings().keyring("@u/etcd-client").create(true).build());
        keyStore.setKeyEntry(
                "client", client.getPrivate(), null, TestCertificates.chainFor("web1", client.getPublic()));
        KeyringFile.of(Path.of(program.path("client.keyring"))).store(keyStore);
        server = EtcdServer.startTls(
                folder,
                "--cert-file",
                program.path("server.crt"),
                "--key-file",
                program.path("server.key"),
                "--client-cert-auth",
                "--trusted-ca-file",
                program.path("ca.crt"));
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
            Child.of("keyctl", "unlink", "%keyring:" + KEYRING, "@u").run();
        }
    }

    private void file(String name, String label, byte[] encoded) throws Exception {
        Files.writeString(Path.of(program.path(name)), Program.pem(label, encoded));
    }

    private String endpoint() {
        return server.endpoint().toString();
    }

    /** The options, over those of the file of defaults. */
    private String[] at(String endpoint, String authorities, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "--endpoints", endpoint, "--cacert", authorities, "--tls-keystore", program.path("client.keyring")));
        return all.toArray(String[]::new);
    }

    private String[] connected(String... command) {
        return at(endpoint(), program.path("ca.crt"), command);
    }

    private static Printed assertDone(Printed printed) {
        assertEquals(0, printed.status(), printed.err());
        return printed;
    }

    private static void assertFailed(String why, Printed printed) {
        assertEquals(1, printed.status(), printed.out() + printed.err());
        assertTrue(printed.err().contains(why), printed.err());
    }

    @Test
    void machinesAreAdmittedAndKeysPublishedFollowedAndFetchedOverTls() throws Exception {
        String fingerprint = assertDone(program.run(connected(
                        "enroll",
                        "web1",
                        "--identity",
                        program.path("web1"),
                        "--keyring",
                        "@u/web1",
                        "--protection",
                        "exportable")))
                .fingerprint();
        assertDone(program.publisher(connected("admit", "web1", "--fingerprint", fingerprint, "--group", "web")));
        KeyPair pair = TestKeys.pair("RSA");
        X509Certificate certificate =
                SelfSignedCertificate.of(pair, SelfSignedCertificate.named("shop"), Duration.ofDays(1));
        String file = program.file("web.pem", pair.getPrivate(), certificate);
        // The service takes the machine's clock, which is not the tests' one.
        assertDone(program.publisher(
                connected("publish", file, "--name", NAME, "--to", "web", "--valid", "20000d", "--lease", "5m")));
        String[] machine = {
            "--identity",
            program.path("web1"),
            "--publishers",
            program.path("publisher.pem"),
            "--versions",
            program.path("versions")
        };
        assertTrue(assertDone(program.run(connected(with(machine, "fetch", NAME))))
                .out()
                .contains(Program.pem("PRIVATE KEY", pair.getPrivate().getEncoded())));

        Thread service = new Thread(() -> {
            try {
                program.run(connected(with(machine, "follow")));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        service.start();
        try {
            Await.until(() -> status().status() == 0, "the machine to report");
        } finally {
            service.interrupt();
            service.join();
        }
        assertTrue(status().out().contains("current"), status().out());
    }

    private static String[] with(String[] options, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private Printed status() {
        try {
            return program.run(connected("status", "--publishers", program.path("publisher.pem")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameAndAClientWithoutACertificateAreToldApart() throws Exception {
        String[] list = {"list", "--publishers", program.path("publisher.pem")};
        assertDone(program.run(connected(list)));

        file("other.crt", "CERTIFICATE", TestCertificates.selfSigned("other").getEncoded());
        assertFailed(
                "it has a certificate that is not trusted",
                program.run(at(endpoint(), program.path("other.crt"), list)));

        String byAddress = endpoint().replace("localhost", "127.0.0.1");
        assertFailed("it has a certificate for another name", program.run(at(byAddress, program.path("ca.crt"), list)));

        assertFailed(
                "it takes no client without a certificate of the authorities that it trusts",
                program.run(with(new String[] {"--endpoints", endpoint(), "--cacert", program.path("ca.crt")}, list)));
    }
}
