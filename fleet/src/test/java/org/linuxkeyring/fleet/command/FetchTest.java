package org.linuxkeyring.fleet.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.command.Program.Printed;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.testing.TestKeys;

/** What the handler of request-key(8) is given. */
class FetchTest {
    private static final int ABSENT = 3;

    @TempDir
    Path folder;

    private Program program;
    private X509Certificate certificate;

    @BeforeEach
    void join() throws Exception {
        program = new Program(folder);
        certificate =
                SelfSignedCertificate.of(TestKeys.pair("RSA"), SelfSignedCertificate.named("shop"), Duration.ofDays(1));
        String fingerprint =
                program.enroll("web1", "--protection", "exportable").fingerprint();
        assertEquals(
                0,
                program.publisher("admit", "web1", "--fingerprint", fingerprint).status());
    }

    private void publish(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "publish",
                program.file("web.pem", TestKeys.pair("RSA").getPrivate(), certificate),
                "--name",
                "shop/web",
                "--to",
                "web1"));
        all.addAll(List.of(options));
        Printed published = program.publisher(all.toArray(String[]::new));
        assertEquals(0, published.status(), published.err());
    }

    private Printed fetch(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "fetch",
                "shop/web",
                "--identity",
                program.path("web1"),
                "--versions",
                program.path("versions"),
                "--publishers",
                program.path("publisher.pem")));
        all.addAll(List.of(options));
        return program.run(all.toArray(String[]::new));
    }

    private static void assertRefused(String why, Printed printed) {
        assertEquals(1, printed.status(), printed.out() + printed.err());
        assertTrue(printed.err().contains(why), printed.err());
        assertEquals("", printed.out());
    }

    @Test
    void printsTheEntryWithTheTimeThatItMayLive() throws Exception {
        publish("--for-user", "shop", "--lease", "10m");
        Printed fetched = fetch("--user", "shop");
        assertEquals(0, fetched.status(), fetched.err());
        assertEquals(
                "Lifetime: 600\n"
                        + Program.pem(
                                "PRIVATE KEY", TestKeys.pair("RSA").getPrivate().getEncoded())
                        + Program.pem("CERTIFICATE", certificate.getEncoded()),
                fetched.out());
        assertEquals(
                "Lifetime: 60\n",
                fetch("--user", "shop", "--lease", "1m")
                                .out()
                                .lines()
                                .findFirst()
                                .orElseThrow() + "\n");
    }

    @Test
    void whatIsForAnotherUserIsNotGiven() throws Exception {
        publish("--for-user", "shop");
        assertRefused("is for the user shop, and was asked for by the user mail", fetch("--user", "mail"));
        assertRefused("is for the user shop, and was asked for by the machine's own user", fetch());
        publish();
        assertRefused("is for the machine's own user, and was asked for by the user shop", fetch("--user", "shop"));
    }

    @Test
    void whatTheKernelIsToHoldIsNotGivenAsReadable() throws Exception {
        publish("--held");
        assertRefused("is to be held by the kernel", fetch());
    }

    @Test
    void whatIsNotThereOrRevokedIsAbsent() throws Exception {
        assertEquals(ABSENT, fetch().status());
        publish();
        assertEquals(0, fetch().status());
        assertEquals(0, program.publisher("revoke", "shop/web").status());
        Printed revoked = fetch();
        assertEquals(ABSENT, revoked.status());
        assertEquals("", revoked.out());
    }

    @Test
    void anOldValueThatIsPutBackIsRefusedAndTheRevocationHolds() throws Exception {
        publish();
        String key = new FleetKeys(FleetKeys.USUAL_PREFIX).envelope(MachineId.of("web1"), EntryName.of("shop/web"));
        byte[] old = program.store.get(key).orElseThrow().value();
        assertEquals(0, program.publisher("revoke", "shop/web").status());
        assertEquals(ABSENT, fetch().status());

        program.store.put(key, old);
        assertRefused("this machine has seen version 2 already", fetch());
        assertFalse(fetch().out().contains("PRIVATE KEY"));
    }

    @Test
    void garbageIsRefused() throws Exception {
        program.store.put(
                new FleetKeys(FleetKeys.USUAL_PREFIX).envelope(MachineId.of("web1"), EntryName.of("shop/web")),
                new byte[] {1, 2, 3});
        assertRefused("envelope", fetch());
    }
}
