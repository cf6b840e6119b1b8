package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * Full TLS 1.3 handshakes with both sides' certificates, by key managers on a keyring that holds one P-256 key. Not by
 * JMH, since they differ by less than one JVM from the next, or one minute: here they take turns in one JVM.
 */
final class Handshakes {
    private static final List<String> KEY_MANAGERS = List.of("SunX509", "PKIX", "LINUXKEYRING");
    private static final int HANDSHAKES_A_TURN = 40;

    /** There is much code to compile. */
    private static final int WARMUP_ROUNDS = 80;

    private static final int ROUNDS = 120;

    private Handshakes() {}

    /** A key manager at work. */
    private record Server(String keyManager, SSLContext context) {
        double nanosOfAHandshake() throws IOException {
            long start = System.nanoTime();
            for (int i = 0; i < HANDSHAKES_A_TURN; i++) {
                new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
            }
            return (double) (System.nanoTime() - start) / HANDSHAKES_A_TURN;
        }
    }

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        KeyStore store = store();
        List<Server> servers = new ArrayList<>();
        for (String keyManager : KEY_MANAGERS) {
            Certificate root = store.getCertificateChain("web")[1];
            servers.add(new Server(keyManager, context(keyManager, store, new char[0], root)));
        }
        for (int round = 0; round < WARMUP_ROUNDS + ROUNDS; round++) {
            for (Server server : servers) {
                double nanos = server.nanosOfAHandshake();
                if (round >= WARMUP_ROUNDS) {
                    System.out.println("handshake " + server.keyManager + " " + nanos);
                }
            }
            Collections.rotate(servers, 1);
        }
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = Stores.keyring("keyring=@s/tls");
        KeyStore all = Stores.open("LINUXKEYRING");
        store.setKeyEntry("web", all.getKey("p256", null), null, all.getCertificateChain("p256"));
        return store;
    }

    /** Returns a context that shows a store's keys, and trusts one authority. */
    static SSLContext context(String keyManager, KeyStore store, char[] password, Certificate root)
            throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = keyManager.equals("LINUXKEYRING")
                ? KeyManagerFactory.getInstance(keyManager, new LinuxKeyringProvider())
                : KeyManagerFactory.getInstance(keyManager);
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(root), null);
        return context;
    }

    private static TrustManager[] trust(Certificate root) throws GeneralSecurityException, IOException {
        KeyStore roots = Stores.empty("PKCS12");
        roots.setCertificateEntry("root", root);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        return factory.getTrustManagers();
    }
}
