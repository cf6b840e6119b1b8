package org.linuxkeyring.recipes.servers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** OpenSSL's s_client, with a certificate and key in PEM files. Each connection is a process, so none is resumed. */
final class TlsClient {
    private final int port;
    private final RunningServer server;
    private final Path root;
    private final Path chain;
    private final Path key;

    TlsClient(int port, RunningServer server, Path folder) throws IOException, GeneralSecurityException {
        this.port = port;
        this.server = server;
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        X509Certificate[] certificates = TestCertificates.chainFor("localhost", pair.getPublic());
        root = Files.writeString(
                folder.resolve("root.crt"),
                pem("CERTIFICATE", TestCertificates.root().getEncoded()));
        chain = Files.writeString(folder.resolve("client.crt"), pem("CERTIFICATE", certificates[0].getEncoded()));
        key = Files.writeString(
                folder.resolve("client.key"),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /** Makes a handshake with the client's certificate; returns the server's, which has to lead to the root. */
    X509Certificate serverCertificate(String protocol) throws GeneralSecurityException {
        Outcome outcome = connect(protocol, "-cert", chain.toString(), "-key", key.toString());
        assertTrue(
                outcome.status() == 0 && outcome.out().contains("Verify return code: 0 (ok)"),
                () -> outcome + "--- server\n" + server.output());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(firstCertificate(outcome.out())));
    }

    /**
     * Makes a handshake of TLS 1.2 without a certificate. With TLS 1.3 the client's part is over before the server
     * refuses.
     */
    Outcome withoutCertificate() {
        return connect("-tls1_2");
    }

    private Outcome connect(String protocol, String... more) {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
        command.addAll(List.of("-connect", "localhost:" + port, "-servername", "localhost", protocol));
        command.addAll(List.of("-CAfile", root.toString(), "-verify_return_error"));
        command.addAll(List.of(more));
        return Child.of(command).run();
    }

    private static byte[] firstCertificate(String output) {
        int begin = output.indexOf("-----BEGIN CERTIFICATE-----");
        return output.substring(begin, output.indexOf("-----END CERTIFICATE-----") + 25)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
