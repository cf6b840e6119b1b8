package org.linuxkeyring.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsPeer;

/**
 * A certificate that is published for one user of a machine, from the publisher's command to that user's TLS server.
 */
class ForUserIT {
    private static final String OWNER = "games";
    private static final String OTHER = "mail";
    private static final String NAME = "linuxkeyring-fleet-user";
    private static final Pattern FINGERPRINT = Pattern.compile("fingerprint ([0-9a-f]{64})\n");
    private static final Pattern ADDRESS = Pattern.compile("Serving https://localhost:([0-9]+)/");

    @TempDir
    private Path folder;

    private Path jar;
    private EtcdServer etcd;

    @BeforeEach
    void startEtcd() throws Exception {
        OtherUsers.assumeRunnable(OWNER);
        jar = OtherUsers.programIn(folder);
        etcd = EtcdServer.start(folder);
    }

    @AfterEach
    void removeKeyrings() {
        if (etcd != null) {
            etcd.close();
            Child.of("keyctl", "unlink", "%keyring:" + NAME + "-publisher", "@u")
                    .run();
            Child.of("keyctl", "unlink", "%keyring:" + NAME + "-machine", "@u").run();
            for (String user : List.of(OWNER, OTHER)) {
                Child.of(OtherUsers.command(user, "keyctl unlink %keyring:" + NAME + " @u"))
                        .run();
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> program(String... words) {
        List<String> command = new ArrayList<>(List.of(
                java(), "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-jar", jar.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--endpoints", etcd.endpoint().toString()));
        return command;
    }

    private Outcome publisher(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(
                List.of("--sign-with", "publisher", "--keystore", path("publisher.keyring"), "--state", path("state")));
        return Child.of(program(all.toArray(String[]::new))).run().succeeded();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void makePublisher() throws Exception {
        KeyPair pair = TestKeys.fresh("EC");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 1);
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        keyStore.load(KeyringLoadStoreParameter.builder()
                .keyring("@u/" + NAME + "-publisher")
                .create(true)
                .build());
        keyStore.setKeyEntry("publisher", pair.getPrivate(), null, chain);
        KeyringFile.of(folder.resolve("publisher.keyring")).store(keyStore);
        Files.writeString(folder.resolve("publisher.crt"), pem("CERTIFICATE", chain[0].getEncoded()));
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }

    private void enroll() {
        Matcher enrolled = FINGERPRINT.matcher(Child.of(program(
                        "enroll",
                        "web1",
                        "--protection=exportable",
                        "--identity=" + path("machine.keyring"),
                        "--keyring=@u/" + NAME + "-machine"))
                .run()
                .succeeded()
                .out());
        assertTrue(enrolled.find());
        publisher("admit", "web1", "--fingerprint", enrolled.group(1), "--group", "web");
    }

    /** Publishes a certificate for a user, and returns it. */
    private Certificate publish() throws Exception {
        KeyPair pair = TestKeys.fresh("EC");
        X509Certificate[] chain = TestCertificates.chainFor("localhost", pair.getPublic());
        Path file = folder.resolve("web.pem");
        Files.writeString(
                file,
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()) + pem("CERTIFICATE", chain[0].getEncoded()),
                StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        publisher("publish", file.toString(), "--name", NAME + "/web", "--to", "web", "--for-user", OWNER);
        Files.delete(file);
        return chain[0];
    }

    /** The sample's server, of which a user can read the source alone, in the folder of its package (JEP 458). */
    private List<String> server(String user) throws IOException {
        Path source = Files.createDirectories(folder.resolve("org/linuxkeyring/samples/tlsserver"))
                .resolve("Server.java");
        Files.copy(
                Path.of("../samples/src/main/java/org/linuxkeyring/samples/tlsserver/Server.java"),
                source,
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("served.keyring"), "# LINUXKEYRING keystore\nkeyring=@u/" + NAME + "\n");
        Files.writeString(
                folder.resolve("server.security"),
                "security.provider.13=org.linuxkeyring.LinuxKeyringProvider\n"
                        + "ssl.KeyManagerFactory.algorithm=LINUXKEYRING\n");
        return OtherUsers.command(
                user,
                "exec " + java() + " -XX:TieredStopAtLevel=1 -Djava.security.properties=" + path("server.security")
                        + " -cp " + jar + " " + source + " " + path("served.keyring"));
    }

    private static Optional<Certificate> served(int port) {
        try {
            KeyPair own = TestKeys.pair("EC");
            SSLContext context = TlsPeer.context(
                    new KeyStore.PrivateKeyEntry(own.getPrivate(), TestCertificates.chain(own.getPublic(), 1)),
                    TestCertificates.root());
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.startHandshake();
                return Optional.of(socket.getSession().getPeerCertificates()[0]);
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome printed(String user, String serial) {
        return Child.of(OtherUsers.command(user, "keyctl pipe " + serial + " | wc -c"))
                .run();
    }

    @Test
    void theServerOfThatUserServesItAndAnotherUserCanNeitherReadNorServeIt() throws Exception {
        makePublisher();
        enroll();
        Certificate first = publish();
        try (BackgroundProgram follower = new BackgroundProgram(program(
                "follow",
                "--identity=" + path("machine.keyring"),
                "--publishers=" + path("publisher.crt"),
                "--versions=" + path("versions")))) {
            while (!follower.nextLine().contains(NAME + "/web version 1 is set")) {
                continue;
            }
            try (BackgroundProgram server = new BackgroundProgram(server(OWNER));
                    BackgroundProgram others = new BackgroundProgram(server(OTHER))) {
                int port = port(server);
                assertEquals(Optional.of(first), served(port));
                assertEquals(Optional.empty(), served(port(others)));

                String serial = Child.of(OtherUsers.command(OWNER, "keyctl search @u user web"))
                        .run()
                        .succeeded()
                        .out()
                        .strip();
                assertTrue(Integer.parseInt(printed(OWNER, serial).out().strip()) > 100);
                Outcome refused = printed(OTHER, serial);
                assertEquals("0", refused.out().strip());
                assertTrue(refused.err().contains("Permission denied"), refused.toString());

                Certificate second = publish();
                Await.until(() -> served(port).equals(Optional.of(second)), "the new certificate to be served");
                publisher("revoke", NAME + "/web");
                Await.until(() -> served(port).isEmpty(), "nothing to be served any more");
            }
        }
    }

    private static int port(BackgroundProgram server) throws IOException {
        Matcher address = ADDRESS.matcher(server.nextLine());
        assertTrue(address.find());
        return Integer.parseInt(address.group(1));
    }
}
