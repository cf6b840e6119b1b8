package org.linuxkeyring.secrecy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A TLS server that serves clients of its own process with opaque keys, RSA and EC, and encrypts with an opaque AES
 * key. Its arguments are a reference to their keystore, and another to a keystore with readable keys, which it keeps.
 * It prints its process ID when it has served, and waits for a line while it could serve on.
 */
public final class OpaqueServer {
    private static final int HANDSHAKES = 20;
    private static final String[] SUITES = {
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    };

    private OpaqueServer() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore opaque = load(Path.of(arguments[0]));
        KeyStore readable = load(Path.of(arguments[1]));
        List<Key> kept = new ArrayList<>();
        for (String alias : List.of("rsa", "ec", "aes")) {
            kept.add(readable.getKey(alias, null));
            kept.add(opaque.getKey(alias, null));
        }
        for (Key key : kept) {
            // The numbers of a readable key are made of its encoding when it is used.
            key.hashCode();
        }
        SSLContext context = context(opaque);
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server), "serving");
            serving.setDaemon(true);
            serving.start();
            for (int i = 0; i < HANDSHAKES; i++) {
                for (String suite : SUITES) {
                    shakeHands(server.getLocalPort(), "TLSv1.2", suite);
                }
                shakeHands(server.getLocalPort(), "TLSv1.3", "TLS_AES_128_GCM_SHA256");
                Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
                cipher.init(Cipher.ENCRYPT_MODE, opaque.getKey("aes", null));
                cipher.doFinal(new byte[1]);
            }
            System.out.println(ProcessHandle.current().pid());
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
            shakeHands(server.getLocalPort(), "TLSv1.3", "TLS_AES_128_GCM_SHA256");
            System.out.println(kept.size());
        }
    }

    private static KeyStore load(Path reference) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            store.load(settings, null);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, null);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void serve(SSLServerSocket server) {
        while (true) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.getOutputStream().write('!');
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void shakeHands(int port, String protocol, String suite) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            if (socket.getInputStream().read() != '!') {
                throw new IllegalStateException("no handshake with " + suite);
            }
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // The server proves that it has the key in any case.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
