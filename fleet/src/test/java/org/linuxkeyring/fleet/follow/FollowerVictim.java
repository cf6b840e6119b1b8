package org.linuxkeyring.fleet.follow;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.fleet.store.StoreException;

/** A machine's service in a process of its own, which waits to be watched, and then makes one round. */
final class FollowerVictim {
    private static final int ATTEMPTS = 5;

    private FollowerVictim() {}

    /** Writes what the process needs to be the tests' machine. */
    static void write(Path folder) throws Exception {
        Recipient recipient = TestFleet.recipient();
        Files.write(folder.resolve("key"), recipient.key().getEncoded());
        Files.write(folder.resolve("certificate"), recipient.certificate().getEncoded());
        Files.write(
                folder.resolve("publisher"), TestFleet.publisher().certificate().getEncoded());
    }

    static List<String> command(URI etcd, Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FollowerVictim.class.getName(),
                etcd.toString(),
                folder.toString());
    }

    /** Prints the thread that is to be watched, and that it has made the round. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Recipient recipient = new Recipient(
                TestFleet.MACHINE,
                certificate(folder.resolve("certificate")),
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve("key")))),
                PinnedPublishers.of(List.of(certificate(folder.resolve("publisher")))));
        FleetStore store = EtcdStore.of(EtcdConnection.plain(List.of(URI.create(arguments[0]))));
        connect(store);
        System.out.println(
                Path.of("/proc/thread-self").toRealPath().getFileName().toString());
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
        OneRound.run(store, recipient, folder.resolve("versions"));
        System.out.println("made");
        Runtime.getRuntime().halt(0);
    }

    /** A busy machine may take longer to load the client's classes than a request waits. */
    private static void connect(FleetStore store) throws StoreException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                store.get("/test/warm");
                return;
            } catch (StoreException e) {
                System.err.println(e.getMessage());
            }
        }
        store.get("/test/warm");
    }

    private static X509Certificate certificate(Path file) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
