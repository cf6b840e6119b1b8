package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.testing.TlsHandshake;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Full TLS 1.3 handshakes with both sides' certificates, by key managers on a keyring that holds one P-256 key. */
@State(Scope.Benchmark)
public class Handshakes {
    @Param({"SunX509", "PKIX", "LINUXKEYRING"})
    public String keyManager;

    private SSLContext context;

    @Setup
    public void open() throws GeneralSecurityException, IOException {
        KeyStore store = Stores.keyring("keyring=@s/tls");
        store.setKeyEntry(
                "web",
                Stores.open("LINUXKEYRING").getKey("p256", null),
                null,
                Stores.open("LINUXKEYRING").getCertificateChain("p256"));
        KeyManagerFactory keys = keyManager.equals("LINUXKEYRING")
                ? KeyManagerFactory.getInstance(keyManager, new LinuxKeyringProvider())
                : KeyManagerFactory.getInstance(keyManager);
        keys.init(store, new char[0]);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(store), null);
    }

    private static TrustManager[] trust(KeyStore store) throws GeneralSecurityException, IOException {
        KeyStore roots = Stores.empty("PKCS12");
        Certificate root = store.getCertificateChain("web")[1];
        roots.setCertificateEntry("root", root);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        return factory.getTrustManagers();
    }

    @Benchmark
    public Certificate handshake() throws IOException {
        return new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
    }
}
