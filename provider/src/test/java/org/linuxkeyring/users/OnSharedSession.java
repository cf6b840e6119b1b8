package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.users.TwoUsers.Victim;

/**
 * A victim with a keyring below {@code @u}, and an attacker in the same session, who possesses what is linked there.
 * The keyring has a name of its own in each test, since root's {@code @u} is the machine's.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
abstract class OnSharedSession {
    static TwoUsers users;

    final String shop = "shop-" + UUID.randomUUID();
    private Victim victim;

    @BeforeAll
    static void makeUsers() throws IOException {
        users = TwoUsers.make();
    }

    @AfterAll
    static void forgetUsers() throws IOException {
        if (users != null) {
            users.close();
        }
    }

    @BeforeEach
    void noVictimYet() {
        victim = null;
    }

    /** Makes it the victim's session, with {@code @u} in it, and returns the serial of the victim's keyring. */
    String share(Victim whose) {
        victim = whose;
        users.giveSessionTo(users.number(whose));
        users.as(whose, "keyctl", "link", "@u", "@s");
        return users.as(whose, "keyctl", "newring", shop, "@u");
    }

    /** Root's {@code @u} outlives the test. */
    @AfterEach
    void unlinkWhatWasMade() {
        if (victim == Victim.ROOT) {
            org.linuxkeyring.testing.Child.of(
                            "sh",
                            "-c",
                            "for key in $(keyctl rlist @u); do keyctl rdescribe $key | grep -q '" + shop
                                    + "' && keyctl unlink $key @u; done; true")
                    .run()
                    .succeeded();
        }
    }

    String attacker(String... command) {
        return users.attacker("", command);
    }

    /** Adds a key of the attacker's, and returns its serial. */
    String plant(String name, String payload, String keyring) {
        return users.attacker(payload, "keyctl", "padd", "user", name, keyring);
    }

    List<String> report(String... arguments) {
        return users.report(victim, List.of(), arguments);
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    static String certificate(String name) throws Exception {
        return pem("CERTIFICATE", TestCertificates.selfSigned(name).getEncoded());
    }

    static String server(java.security.KeyPair pair) throws Exception {
        StringBuilder text =
                new StringBuilder(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        for (X509Certificate each : TestCertificates.chain(pair.getPublic(), 2)) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return text.toString();
    }

    static void assertLine(String expected, List<String> lines) {
        assertTrue(lines.contains(expected), () -> expected + " is not in\n" + String.join("\n", lines));
    }

    /** Asserts that a line begins and goes on like that. */
    static void assertRefused(String beginning, String reason, List<String> lines) {
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith(beginning) && line.contains(reason)),
                () -> beginning + "..." + reason + " is not in\n" + String.join("\n", lines));
    }
}
