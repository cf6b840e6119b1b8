package org.linuxkeyring.tls.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * An unchanged application, whose JVM's security properties name our factories, serves the entries that keyctl(1) adds
 * to the keyring.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class DefaultContextIT {
    /**
     * A program that does not know LinuxKeyring. It makes a handshake with itself by the JVM's default SSLContext, runs
     * the command of its arguments, makes another handshake, and prints the serial numbers of the certificates.
     */
    static final class DefaultContext {
        private DefaultContext() {}

        public static void main(String[] command) throws Exception {
            SSLContext context = SSLContext.getDefault();
            System.out.println(served(context));
            Outcome renewal = Child.of(command).run();
            if (renewal.status() != 0) {
                throw new IllegalStateException(renewal.toString());
            }
            System.out.println(served(context));
        }

        private static String served(SSLContext context) throws Exception {
            X509Certificate certificate =
                    (X509Certificate) new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
            return certificate.getSerialNumber().toString();
        }
    }

    private static final String RENEW = "keyctl padd user web @s < \"$0\"";

    static List<Jdk> jdks() {
        return Jdk.installed();
    }

    private static void add(String description, byte[] payload) {
        OpenBackend.of(Backend.KERNEL)
                .addKey(bytes("user"), bytes(description), ByteBuffer.wrap(payload), Keyctl.SESSION_KEYRING);
    }

    private static Path securityProperties(Jdk jdk, Path folder) throws IOException {
        long next = 1
                + Files.readAllLines(jdk.home().resolve("conf/security/java.security")).stream()
                        .filter(line -> line.startsWith("security.provider."))
                        .count();
        return Files.writeString(
                folder.resolve("java.security"),
                "security.provider." + next + "=LinuxKeyring\n"
                        + "ssl.KeyManagerFactory.algorithm=LINUXKEYRING\n"
                        + "ssl.TrustManagerFactory.algorithm=LINUXKEYRING\n");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theDefaultContextServesWhatKeyctlPutIntoTheKeyring(Jdk jdk, @TempDir Path folder) throws Exception {
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        KeyPair first = TestKeys.fresh("EC/secp256r1");
        KeyPair second = TestKeys.fresh("EC/secp256r1");
        X509Certificate old = TestCertificates.chain(first.getPublic(), 1)[0];
        X509Certificate renewed = TestCertificates.chain(second.getPublic(), 1)[0];
        add("web", Pem.of(first, old));
        add("root", TestCertificates.root().getEncoded());
        Path file = Files.write(folder.resolve("web.pem"), Pem.of(second, renewed));

        ChildJvm jvm = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options(
                        "-Djava.security.properties=" + securityProperties(jdk, folder),
                        "-Dlinuxkeyring.keyring=@s",
                        "-Djavax.net.ssl.keyStore=NONE",
                        "-Djavax.net.ssl.keyStoreType=LINUXKEYRING",
                        "-Djavax.net.ssl.trustStore=NONE",
                        "-Djavax.net.ssl.trustStoreType=LINUXKEYRING");
        String met = jvm.run(DefaultContext.class, "sh", "-c", RENEW, file.toString())
                .succeeded()
                .out();
        assertEquals(old.getSerialNumber() + "\n" + renewed.getSerialNumber() + "\n", met);
    }
}
