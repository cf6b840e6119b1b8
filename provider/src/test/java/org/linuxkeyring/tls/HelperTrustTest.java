package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Trusted certificates that a helper program makes for a handshake. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HelperTrustTest extends OnHelperProgram {
    HelperTrustTest(Backend backend) {
        super(backend);
    }

    @Test
    void aTrustedCertificateThatHasGoneIsMadeAnew() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        Map<String, X509Certificate> roots = new HashMap<>();
        roots.put("root", TestCertificates.root());
        helper.put("root", () -> {
            writer.setCertificateEntry("root", roots.get("root"));
            return true;
        });
        X509ExtendedTrustManager manager = trust();
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        writer.deleteEntry("root");
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        writer.deleteEntry("root");
        assertEquals(1, manager.getAcceptedIssuers().length);
        assertEquals(List.of("root", "root"), asked());

        X509Certificate[] strangers = {TestCertificates.selfSigned("stranger")};
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(strangers, "ECDHE_ECDSA"));
        assertEquals(2, asked().size());
    }

    @Test
    void whomToTrustIsMadeForTheFirstHandshake() throws Exception {
        X509Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 2);
        writer.deleteEntry("root");
        named = List.of("authority");
        helper.put("authority", () -> {
            writer.setCertificateEntry("authority", TestCertificates.root());
            return true;
        });
        trust().checkServerTrusted(chain, "ECDHE_ECDSA");
        assertEquals(List.of("authority"), asked());
    }
}
