package org.linuxkeyring.secrecy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;

/** The heap of a server that has made hundreds of handshakes with a kernel-held key contains no part of the key. */
@Tag("kernel")
class KernelHeldHeapVmIT {
    private static final int CLIENTS = 4;
    private static final int HANDSHAKES_EACH = Integer.getInteger("held.handshakes", 400) / CLIENTS;

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final Jdk jdk = Jdk.installed().get(0);
    private ScratchKeyring scratch;
    private ScratchKeyring readable;

    @BeforeEach
    void openScratch() {
        scratch = ScratchKeyring.of(Backend.KERNEL);
        readable = ScratchKeyring.of(Backend.KERNEL);
        assumeTrue(new KeyTypeProbe(scratch.keyctl()).parsesPkcs8(), KeyTypeProbe.PKCS8_NEEDS);
    }

    @AfterEach
    void closeScratch() {
        for (ScratchKeyring keyring : new ScratchKeyring[] {scratch, readable}) {
            if (keyring != null) {
                keyring.close();
            }
        }
    }

    @Test
    void aServersHeapHoldsNothingOfTheKeyThatItServesWith() throws Exception {
        KeyPair pair = RsaPairs.ofBits(2048);
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        Path held = reference("held", scratch, "protection=kernel-held");
        importByKeytool(pair, certificate, held);
        KeyPair control = RsaPairs.ofBits(3072);
        readable.keyStore()
                .setKeyEntry("control", control.getPrivate(), null, TestCertificates.chain(control.getPublic(), 1));

        Path dump = folder.resolve("heap.hprof");
        try (BackgroundProgram server = serve(held, reference("readable", readable, ""))) {
            int port = Integer.parseInt(server.nextLine());
            String process = server.nextLine();
            assertEquals(CLIENTS * HANDSHAKES_EACH, shakeHands(port, certificate), "full handshakes");
            dump(process, dump);
            server.say("end");
            assertEquals("RSA", server.nextLine());
        }

        HeapDump heap = HeapDump.of(dump);
        assertEquals(
                Set.of("p", "q", "d", "dP", "dQ", "qInv"),
                heap.found(HeapDump.secretsOf((RSAPrivateCrtKey) control.getPrivate())),
                "not even a key that is there is found");
        assertEquals(Set.of(), heap.found(HeapDump.secretsOf((RSAPrivateCrtKey) pair.getPrivate())));
    }

    private Path reference(String name, ScratchKeyring keyring, String more) throws Exception {
        return Files.writeString(folder.resolve(name), "keyring=" + keyring.serial() + "\n" + more + "\n");
    }

    /** Imports in a separate process, as an administrator does. */
    private void importByKeytool(KeyPair pair, X509Certificate certificate, Path destination) throws Exception {
        Path file = folder.resolve("server.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate});
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Child.of(
                        jdk.tool("keytool").toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-importkeystore",
                        "-noprompt",
                        "-srckeystore",
                        file.toString(),
                        "-srcstorepass",
                        PASSWORD,
                        "-destkeystore",
                        destination.toString(),
                        "-deststoretype",
                        "LINUXKEYRING",
                        "-deststorepass",
                        PASSWORD,
                        "-providerclass",
                        "org.linuxkeyring.LinuxKeyringProvider",
                        "-providerpath",
                        Jars.all().toString())
                .run()
                .succeeded();
    }

    private BackgroundProgram serve(Path held, Path control) throws Exception {
        Path security = Files.writeString(folder.resolve("java.security"), "security.provider.13=LinuxKeyring\n");
        ChildJvm jvm = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options("-Xmx64m", "-XX:+UseSerialGC", "-Djava.security.properties=" + security);
        return new BackgroundProgram(jvm.commandLine(HeldServer.class, held.toString(), control.toString()));
    }

    /** Dumps reachable objects, and also those that no collection has removed yet. */
    private void dump(String process, Path file) {
        Child.of(jdk.tool("jcmd").toString(), process, "GC.heap_dump", "-all", file.toString())
                .run()
                .succeeded();
    }

    /**
     * Returns how often the server presented its certificate and proved that it has the key, which it does not do when
     * a session is resumed.
     */
    private static int shakeHands(int port, X509Certificate certificate) throws Exception {
        CountingTrustManager trust = new CountingTrustManager(certificate);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> shakeHands(trust, port)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return trust.count.get();
    }

    /** Makes handshakes in new sessions, each of which is forgotten before it could be resumed. */
    private static Void shakeHands(TrustManager trust, int port) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {trust}, null);
        for (int i = 0; i < HANDSHAKES_EACH; i++) {
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.startHandshake();
                assertEquals('!', socket.getInputStream().read());
                socket.getSession().invalidate();
            }
        }
        return null;
    }

    private static final class CountingTrustManager implements X509TrustManager {
        private final X509Certificate expected;
        private final AtomicInteger count = new AtomicInteger();

        CountingTrustManager(X509Certificate expected) {
            this.expected = expected;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            assertEquals(expected, chain[0]);
            count.incrementAndGet();
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
