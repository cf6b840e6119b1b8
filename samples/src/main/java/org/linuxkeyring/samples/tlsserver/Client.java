package org.linuxkeyring.samples.tlsserver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** Asks an HTTPS server whose certificate the keyring holds as a trusted one. */
public final class Client {
    private Client() {}

    /** Takes the file that names the keyring with the trusted certificates, and the server's address. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        ask(Path.of(args[0]), URI.create(args[1]));
    }

    static void ask(Path reference, URI server) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore trustStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            trustStore.load(settings, null);
        }

        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);

        HttpResponse<String> response = HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(HttpRequest.newBuilder(server).build(), HttpResponse.BodyHandlers.ofString());
        SSLSession session = response.sslSession().orElseThrow();
        System.out.println("Protocol:     " + session.getProtocol());
        System.out.println("Cipher suite: " + session.getCipherSuite());
        System.out.println("Peer:         " + session.getPeerPrincipal());
        System.out.println("Answer:       " + response.body());
    }
}
