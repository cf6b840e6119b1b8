package org.linuxkeyring.tls.wrapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.BadEntry;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TlsHandshake;
import org.linuxkeyring.tls.Managers;
import org.linuxkeyring.tls.OnScratchKeyring;

/**
 * An entry that the JDK, or no one, can read affects no handshake with another entry, wherever it is in the keyring.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class BadNeighbourTest extends OnScratchKeyring {
    private static final Set<BadEntry> BAD = EnumSet.of(
            BadEntry.CERTIFICATE_THAT_THE_JDK_REFUSES,
            BadEntry.KEY_WITH_A_CERTIFICATE_THAT_THE_JDK_REFUSES,
            BadEntry.CERTIFICATE_THAT_BREAKS_OFF,
            BadEntry.CERTIFICATE_REQUEST,
            BadEntry.OPENSSH_KEY,
            BadEntry.CHARACTER_0,
            BadEntry.KEY_THAT_BREAKS_OFF,
            BadEntry.KEY_ON_AN_UNKNOWN_CURVE);

    BadNeighbourTest(Backend backend) {
        super(backend);
    }

    private void addBadOnes(String prefix) {
        BAD.forEach(bad -> bad.addTo(scratch(), prefix + bad));
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
