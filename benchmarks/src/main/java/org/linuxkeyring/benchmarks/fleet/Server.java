package org.linuxkeyring.benchmarks.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Passwords;

/** A TLS server on the rotating key manager, which serves what a keyring of the kernel has. */
final class Server implements AutoCloseable {
    private final SSLServerSocket socket;
    private final SSLContext client;

    Server(KeyringPath keyring) throws Exception {
        LinuxKeyringProvider provider = new LinuxKeyringProvider();
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, provider);
        keyStore.load(KeyringLoadStoreParameter.builder()
                .keyring(keyring)
                .create(true)
                .passwords(Passwords.IGNORE)
                .backend(Backend.KERNEL)
                .build());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", provider);
        keys.init(keyStore, null);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);
        socket = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {new Anyone()}, null);
        Thread thread = new Thread(this::serve, "server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket accepted = (SSLSocket) socket.accept()) {
                accepted.startHandshake();
            } catch (IOException e) {
                // There is no entry yet, or the client wanted no more than the certificate.
                continue;
            }
        }
    }

    /** Returns whether a new handshake is served this certificate. */
    boolean serves(X509Certificate certificate) {
        try (SSLSocket connection =
                (SSLSocket) client.getSocketFactory().createSocket(socket.getInetAddress(), socket.getLocalPort())) {
            connection.getSession().invalidate();
            connection.startHandshake();
            return connection.getSession().getPeerCertificates()[0].equals(certificate);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
