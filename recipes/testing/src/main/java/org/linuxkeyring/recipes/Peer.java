package org.linuxkeyring.recipes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsPeer;

/** The other end of a connection, which knows nothing of keyrings: its key is in the heap, or in PEM files. */
public final class Peer {
    private final KeyPair pair;
    private final X509Certificate[] chain;

    private Peer(KeyPair pair, X509Certificate[] chain) {
        this.pair = pair;
        this.chain = chain;
    }

    static Peer create() {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        return new Peer(pair, TestCertificates.chainFor("localhost", pair.getPublic()));
    }

    /** For a client or a server of the peer's own; a new one, which resumes no session of an earlier one. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        return TlsPeer.context(new PrivateKeyEntry(pair.getPrivate(), chain), TestCertificates.root());
    }

    public X509Certificate certificate() {
        return chain[0];
    }

    /** Writes the key, PKCS#8 in PEM, for a program that is not Java. */
    public Path key(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("peer.key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    /** Writes the chain, leaf first, in PEM. */
    public Path chain(Path folder) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : chain) {
            all.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return Files.writeString(folder.resolve("peer.crt"), all);
    }

    /** Writes the authority that both sides trust, in PEM. */
    public static Path root(Path folder) throws IOException, GeneralSecurityException {
        return Files.writeString(
                folder.resolve("root.crt"),
                pem("CERTIFICATE", TestCertificates.root().getEncoded()));
    }

    /**
     * GET over a new connection, with a full handshake, as a client that shows its certificate where it is asked for
     * one.
     */
    public Answer get(String uri) throws GeneralSecurityException, IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(context()).build();
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.body(),
                serverCertificate(response),
                response.sslSession().orElseThrow().getProtocol());
    }

    private static X509Certificate serverCertificate(HttpResponse<?> response) throws SSLPeerUnverifiedException {
        return (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    /** What came back, and whose certificate it came under. */
    public record Answer(int status, String body, X509Certificate server, String protocol) {}
}
