package org.linuxkeyring.recipes.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.recipes.Page;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * What holds for a server as it was downloaded, run by an ordinary user with the drop-in jar as an agent, and
 * configured as docs/SERVERS.md says. It is started once for all tests of a class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {
    /** The alias of the server's key and chain. */
    static final String WEB = "web";

    @TempDir
    static Path folder;

    private ServerUser user;
    private RunningServer server;
    private TlsClient client;
    private X509Certificate certificate;
    private List<String> contents;

    /** The lines of its configuration that have to do with TLS, as docs/SERVERS.md shows them, with the port 8443. */
    abstract String configuration();

    /** Configures and starts the server on that port. */
    abstract RunningServer start(ServerUser user, int port) throws Exception;

    /** Returns the user who runs the server. */
    final ServerUser user() {
        return user;
    }

    /** Returns the configuration for another port. */
    final String configuration(int port) {
        return configuration().replace("8443", Integer.toString(port));
    }

    /** The JDK that the server is run by: that of the tests, unless it takes a newer one. */
    Jdk jdk() {
        return Jdk.installed().get(0);
    }

    /** Whether the server can be told to ask for a client's certificate. */
    boolean asksForCertificates() {
        return true;
    }

    /** Does what the server needs to serve a replaced entry; nothing, if the next handshake serves it. */
    void reload(RunningServer running) throws Exception {}

    @BeforeAll
    void start() throws Exception {
        assumeTrue(Programs.work(List.of("openssl", "version")), "openssl is not installed");
        user = ServerUser.create(jdk());
        certificate = replace();
        KeyStore trust = empty();
        trust.setCertificateEntry("root", TestCertificates.root());
        user.setTrust(write(trust));
        contents = user.contents();
        int port = ServerUser.freePort();
        server = start(user, port);
        client = new TlsClient(port, server, folder);
    }

    @AfterAll
    void stop() throws Exception {
        try (ServerUser last = user) {
            if (server != null) {
                server.close();
                assertEquals(contents, last.contents(), "after the server has stopped");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aClientWithACertificateIsServedTheEntryAndNothingIsWritten(String protocol) throws Exception {
        assertEquals(certificate, client.serverCertificate(protocol), server::output);
        assertEquals(contents, user.contents());
    }

    @Test
    void aClientWithoutACertificateIsRefusedIfTheServerAsksForOne() throws Exception {
        Outcome outcome = client.withoutCertificate();

        // GlassFish closes the connection without an alert.
        boolean refused = outcome.err().contains("alert") || outcome.err().contains("unexpected eof");
        assertEquals(asksForCertificates(), refused, outcome::toString);
        assertEquals(asksForCertificates(), outcome.status() != 0, outcome::toString);
        assertEquals(contents, user.contents());
    }

    @Test
    void aReplacedEntryIsServed() throws Exception {
        assertEquals(certificate, client.serverCertificate("-tls1_3"));
        certificate = replace();
        contents = user.contents();

        reload(server);

        assertEquals(certificate, client.serverCertificate("-tls1_3"), server::output);
        assertEquals(contents, user.contents());
    }

    @Test
    void thePageShowsTheConfiguration() throws Exception {
        assertEquals(
                List.of(), Page.missing("../SERVERS.md", configuration().lines().toList()));
    }

    /** Gives the entry another key and certificate. */
    private X509Certificate replace() throws Exception {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chainFor("localhost", pair.getPublic());
        KeyStore keys = empty();
        keys.setKeyEntry(WEB, pair.getPrivate(), Operator.PASSWORD.toCharArray(), chain);
        user.setKeys(write(keys));
        return chain[0];
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Where the user can read it. */
    private Path write(KeyStore store) throws Exception {
        Path file = user.makeFolder("import").resolve("entries.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, Operator.PASSWORD.toCharArray());
        }
        return file;
    }
}
