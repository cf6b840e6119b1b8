package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * Full TLS 1.3 handshakes in which the client names one host after the other (SNI), by key managers among entries for
 * so many hosts; Jetty's chooses among the certificates of SunX509. As in {@link Handshakes} they take turns in one
 * JVM. Each has to serve the host's own certificate, but for SunX509, which has one for all.
 */
final class NamedHandshakes {
    private static final String ROW = "handshakeByName/";
    private static final List<Integer> SIZES = List.of(10, 1_000, 10_000, 100_000);

    /** With more entries the JDK's manager takes longer than one waits for. */
    private static final int MOST_OF_JDK = 1_000;

    private static final int MOST_OF_JETTY = 10_000;

    /** As many hosts are called by name, whatever their number, so that the client has the same to do. */
    private static final int CALLED = 10;

    private static final int HANDSHAKES_A_TURN = 10;
    private static final int WARMUP_ROUNDS = 100;
    private static final int ROUNDS = 100;

    private NamedHandshakes() {}

    /** A key manager at work. */
    private static final class Server {
        private final String row;
        private final String by;
        private final Supplier<SSLEngine> engines;
        private final int hosts;
        private int next;

        Server(String by, Supplier<SSLEngine> engines, int hosts) {
            this.row = ROW + hosts;
            this.by = by;
            this.engines = engines;
            this.hosts = hosts;
        }

        double nanosOfAHandshake(SSLContext client) throws GeneralSecurityException, IOException {
            long start = System.nanoTime();
            for (int i = 0; i < HANDSHAKES_A_TURN; i++) {
                next = (next + 1) % CALLED;
                String host = host((int) ((long) next * hosts / CALLED));
                TlsHandshake handshake = new TlsHandshake(client, engines.get(), new SNIHostName(host));
                X509Certificate served = (X509Certificate) handshake.serverCertificate();
                if (hosts > 1 && !served.getSubjectAlternativeNames().toString().contains(host + "]")) {
                    throw new IOException(by + " served " + served.getSubjectAlternativeNames() + " to " + host);
                }
            }
            return (double) (System.nanoTime() - start) / HANDSHAKES_A_TURN;
        }
    }

    private static String host(int number) {
        return "host-" + number + ".example";
    }

    public static void main(String[] arguments) throws Exception {
        // What it takes to encrypt and decrypt entries of a file is not measured here.
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        SSLContext client = context("SunX509", fill(Stores.empty("PKCS12"), pair, 1));
        List<Server> servers = new ArrayList<>();
        servers.add(new Server("SunX509", client::createSSLEngine, 1));
        for (int size : SIZES) {
            KeyStore keyring = fill(Stores.keyring("keyring=@s/" + keyring(size)), pair, size);
            servers.add(new Server("LINUXKEYRING", context("LINUXKEYRING", keyring)::createSSLEngine, size));
            if (size <= MOST_OF_JETTY) {
                KeyStore file = fill(Stores.empty("PKCS12"), pair, size);
                servers.add(new Server("Jetty", jetty(file)::newSSLEngine, size));
                if (size <= MOST_OF_JDK) {
                    servers.add(new Server("PKIX", context("PKIX", file)::createSSLEngine, size));
                }
            }
        }
        for (int round = 0; round < WARMUP_ROUNDS + ROUNDS; round++) {
            for (Server server : servers) {
                double nanos = server.nanosOfAHandshake(client);
                if (round >= WARMUP_ROUNDS) {
                    System.out.println(server.row + " " + server.by + " " + nanos);
                }
            }
            Collections.rotate(servers, 1);
        }
        SIZES.forEach(size -> Stores.removeKeyring(keyring(size)));
    }

    static SSLContext context(String keyManager, KeyStore store) throws GeneralSecurityException, IOException {
        return Handshakes.context(keyManager, store, Stores.password(), TestCertificates.root());
    }

    /** Returns Jetty's TLS, which chooses among the certificates of a file by server name. */
    private static SslContextFactory.Server jetty(KeyStore file) throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(file);
        tls.setKeyStorePassword(new String(Stores.password()));
        KeyStore roots = Stores.empty("PKCS12");
        roots.setCertificateEntry("root", TestCertificates.root());
        tls.setTrustStore(roots);
        tls.setIncludeProtocols("TLSv1.3");
        tls.start();
        return tls;
    }

    private static String keyring(int size) {
        return "named-" + size;
    }

    static KeyStore fill(KeyStore store, KeyPair pair, int size) throws GeneralSecurityException {
        char[] password = store.getType().equals("PKCS12") ? Stores.password() : null;
        for (int i = 0; i < size; i++) {
            store.setKeyEntry(
                    host(i), pair.getPrivate(), password, TestCertificates.chainFor(host(i), pair.getPublic()));
        }
        return store;
    }
}
