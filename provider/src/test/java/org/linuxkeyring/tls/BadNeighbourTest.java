package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.InputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * An entry that the JDK, or no one, can read affects no handshake with another entry, wherever it is in the keyring.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class BadNeighbourTest extends OnScratchKeyring {
    private static final List<String> FILES = List.of(
            "certificate-jdk-refuses.der", "key-with-certificate-jdk-refuses.pem", "csr.pem", "openssh-key.pem");

    BadNeighbourTest(Backend backend) {
        super(backend);
    }

    private void addBadOnes(String prefix) throws Exception {
        for (String name : FILES) {
            try (InputStream file = BadNeighbourTest.class.getResourceAsStream(name)) {
                scratch().add("user", prefix + name, file.readAllBytes());
            }
        }
        scratch().add("user", prefix + "0", bytes("0"));
        scratch().add("user", prefix + "empty", bytes("\n"));
    }

    @Test
    void theGoodEntryBetweenThemIsServedAndTrusted() throws Exception {
        addBadOnes("before ");
        X509Certificate good = renew(keyStore(), "web");
        addBadOnes("behind ");

        for (KeyStore each : List.of(keyStore(), new Wrapper(keyStore()).keyStore("LINUXKEYRING", null))) {
            SSLContext context = Managers.context(each);
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertEquals(good, new TlsHandshake(context, context, protocol).serverCertificate());
            }
        }
    }
}
