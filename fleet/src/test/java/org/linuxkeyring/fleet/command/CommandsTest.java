package org.linuxkeyring.fleet.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.fleet.command.Program.Printed;
import org.linuxkeyring.fleet.machine.MachineIdentity;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What the commands of machines and publishers do and print. */
class CommandsTest {
    private static final FleetKeys KEYS = new FleetKeys(FleetKeys.USUAL_PREFIX);
    private static final EntryName WEB = EntryName.of("shop/web");

    @TempDir
    Path folder;

    private Program program;
    private X509Certificate certificate;

    @BeforeEach
    void makePublisher() throws Exception {
        program = new Program(folder);
        certificate =
                SelfSignedCertificate.of(TestKeys.pair("RSA"), SelfSignedCertificate.named("shop"), Duration.ofDays(1));
    }

    private String webFile() throws Exception {
        return program.file("web.pem", TestKeys.pair("RSA").getPrivate(), certificate);
    }

    private void join(String machine, String... options) throws Exception {
        String[] admit = new String[4 + options.length];
        System.arraycopy(options, 0, admit, 4, options.length);
        admit[0] = "admit";
        admit[1] = machine;
        admit[2] = "--fingerprint";
        admit[3] = program.enroll(machine, "--protection", "exportable").fingerprint();
        assertDone(program.publisher(admit));
    }

    private static Printed assertDone(Printed printed) {
        assertEquals(0, printed.status(), printed.err());
        assertEquals("", printed.err());
        return printed;
    }

    private static void assertFailed(int status, String why, Printed printed) {
        assertEquals(status, printed.status(), printed.out() + printed.err());
        assertTrue(printed.err().contains(why), printed.err());
    }

    @Test
    void whatIsPublishedToAGroupIsOpenedWithTheKeyThatEnrollHasMade() throws Exception {
        join("web1", "--group", "web");
        join("web2", "--group", "web,eu");
        Printed published =
                assertDone(program.publisher("publish", webFile(), "--name", "shop/web", "--to", "web", "--held"));
        assertEquals("shop/web version 1 published to 2 machines: web1, web2\n", published.out());

        MachineIdentity identity = MachineIdentity.of(KeyringFile.of(Path.of(program.path("web1"))), "machine");
        Publication opened = recipient(identity)
                .open(
                        WEB,
                        program.store
                                .get(KEYS.envelope(identity.machine(), WEB))
                                .orElseThrow()
                                .value());
        assertTrue(opened.policy().held());
        assertEquals(
                TestKeys.pair("RSA").getPrivate(),
                ((KeyStore.PrivateKeyEntry) opened.entry().orElseThrow()).getPrivateKey());
    }

    private Recipient recipient(MachineIdentity identity) throws Exception {
        return identity.recipient(org.linuxkeyring.fleet.message.PinnedPublishers.of(
                java.util.List.of((X509Certificate) KeyringFile.of(Path.of(program.path("publisher.keyring")))
                        .load()
                        .getCertificate("publisher"))));
    }

    @Test
    void aKernelThatCannotHoldTheKeyIsToldOfAndNoOtherKeyIsMade() throws Exception {
        Printed refused = program.enroll("web1");
        assertFailed(1, "give --protection exportable", refused);
        assertFalse(Files.exists(Path.of(program.path("web1"))));
    }

    @Test
    void aMachineKeepsItsKeyUntilItIsToldToReplaceIt() throws Exception {
        Printed first = assertDone(program.enroll("web1", "--protection", "exportable"));
        assertTrue(first.out().startsWith("web1 has a new key"), first.out());
        assertTrue(first.out().contains("-----BEGIN CERTIFICATE-----\n"), first.out());
        Printed again = assertDone(program.enroll("web1"));
        assertTrue(again.out().startsWith("web1 has a key already"), again.out());
        assertEquals(first.fingerprint(), again.fingerprint());
        Printed replaced = assertDone(program.enroll("web1", "--protection", "exportable", "--replace"));
        assertFalse(first.fingerprint().equals(replaced.fingerprint()));
        assertFailed(
                1,
                "not of web9",
                program.run("enroll", "web9", "--identity", program.path("web1"), "--protection", "exportable"));
    }

    @Test
    void listAndStatusTellWhatThereIs() throws Exception {
        program.enroll("new", "--protection", "exportable");
        join("web1", "--group", "web");
        join("web2", "--group", "web");
        assertDone(program.publisher("publish", webFile(), "--name", "shop/web", "--to", "web"));
        Printed list = assertDone(program.run("list", "--publishers", program.path("publisher.pem")));
        assertEquals(
                "NAME      VERSION  STATE      PUBLISHED             EXPIRES               MACHINES\n"
                        + "shop/web  1        published  2026-11-28T08:00:00Z  2026-12-28T08:00:00Z  2\n",
                list.out());
        String machines = assertDone(program.run("list", "--machines", "--publishers", program.path("publisher.pem")))
                .out();
        assertTrue(machines.matches("(?s)MACHINE .*\nweb1 +admitted +web +[0-9a-f]{64}\n.*new +requested.*"), machines);

        report("web1", 1);
        Printed status = program.run("status", "--json", "--publishers", program.path("publisher.pem"));
        assertEquals(
                "[\n  {\"machine\": \"web1\", \"name\": \"shop/web\", \"version\": 1, \"published\": 1, \"state\":"
                        + " \"current\", \"lease-ends\": \"2026-12-28T08:00:00Z\", \"last-heard\":"
                        + " \"2026-11-28T08:00:00Z\"},\n  {\"machine\": \"web2\", \"name\": \"shop/web\","
                        + " \"published\": 1, \"state\": \"silent\"}\n]\n",
                status.out());
        assertEquals(1, status.status());
        report("web2", 1);
        assertDone(program.run("status", "shop/web", "--publishers", program.path("publisher.pem")));
        assertFailed(
                1,
                "There is no entry shop/wbe",
                program.run("status", "shop/web", "shop/wbe", "--publishers", program.path("publisher.pem")));
    }

    private void report(String machine, long version) throws Exception {
        MachineIdentity identity = MachineIdentity.of(KeyringFile.of(Path.of(program.path(machine))), "machine");
        Report report = new Report(
                MachineId.of(machine),
                TestFleet.PUBLISHED,
                java.util.List.of(new Report.State(
                        WEB, version, java.util.Optional.of(TestFleet.EXPIRY), java.util.Optional.empty())));
        program.store.put(
                KEYS.report(identity.machine()), report.sign(new Signer(identity.key(), identity.certificate())));
    }

    @Test
    void aDryRunShowsTheRecipientsAndPublishesNothing() throws Exception {
        join("web1", "--group", "web");
        Printed shown =
                assertDone(program.publisher("publish", webFile(), "--name", "shop/web", "--to", "web1", "--dry-run"));
        assertEquals("shop/web version 1 would go to 1 machine: web1\n", shown.out());
        assertTrue(program.store.get(KEYS.catalog(WEB)).isEmpty());
    }

    @Test
    void whoLeavesIsToldInThePublishersWords() throws Exception {
        join("web1", "--group", "web");
        join("web2", "--group", "web");
        program.publisher("publish", webFile(), "--name", "shop/web", "--to", "web");
        // The group that machines are admitted to unless told otherwise is none for one that leaves.
        Files.writeString(folder.resolve("fleet.properties"), "group=web\n");
        assertTrue(
                assertDone(program.publisher("admit", "web2", "--retire")).out().startsWith("web2 retired"));
        assertEquals(
                "shop/web version 2 published to 1 machine: web1\nrevoked at 1 machine: web2, no longer a recipient\n",
                assertDone(program.publisher("publish", webFile(), "--name", "shop/web", "--to", "web"))
                        .out());
        assertEquals(
                "shop/web version 3 revoked at 1 machine: web1\n",
                assertDone(program.publisher("revoke", "shop/web")).out());
        program.store.commit(
                java.util.List.of(),
                java.util.List.of(
                        new FleetStore.Change(KEYS.machine(MachineId.of("web1")), java.util.Optional.empty())));
        Printed revoked = program.publisher("revoke", "shop/wbe", "shop/web");
        assertEquals("shop/web version 4 revoked at 0 machines\n", revoked.out());
        assertFailed(1, "There is no entry shop/wbe", revoked);
        assertFailed(1, "Not told: 1 machine: web1", revoked);
    }

    @Test
    void aPasswordIsReadAndNeverAnArgument() throws Exception {
        join("web1");
        KeyStore file = KeyStore.getInstance("PKCS12");
        file.load(null, null);
        file.setKeyEntry(
                "web", TestKeys.pair("RSA").getPrivate(), "changeit".toCharArray(), new X509Certificate[] {certificate
                });
        file.setCertificateEntry("ca", certificate);
        try (OutputStream out = Files.newOutputStream(folder.resolve("web.p12"))) {
            file.store(out, "changeit".toCharArray());
        }
        String[] command = {"publish", program.path("web.p12"), "--name", "web", "--to", "web1", "--password-stdin"};
        assertFailed(1, "Choose one by --alias", program.publisher(command));
        String[] chosen = java.util.Arrays.copyOf(command, command.length + 2);
        chosen[command.length] = "--alias";
        chosen[command.length + 1] = "web";
        assertDone(program.publisher(chosen));
        assertFailed(
                1,
                "there is no terminal to ask",
                program.publisher("publish", program.path("web.p12"), "--name", "web", "--to", "web1"));
    }

    @Test
    void aMistakeIsToldWithItsRemedy() throws Exception {
        join("web1", "--group", "web");
        assertFailed(
                1,
                "There is no group or machine wbe. Machines: web1. Groups: web.",
                program.publisher("publish", webFile(), "--name", "shop/web", "--to", "wbe"));
        assertFailed(
                2, "is no name of an entry", program.publisher("publish", webFile(), "--name", "../x", "--to", "web"));
        assertFailed(1, "Use --publishers", program.run("list"));
        assertFailed(2, "Missing required", program.publisher("admit", "web1"));
        assertFailed(
                1,
                "There is no private key with a certificate under the alias 'other'",
                program.run("revoke", "a", "--sign-with", "other", "--keystore", program.path("publisher.keyring")));
    }

    @Test
    void whatNoMachineCouldSetOrProlongIsNotPublished() throws Exception {
        join("web1");
        KeyPair pair = TestKeys.pair("EC");
        String ec = program.file("ec.pem", pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1)[0]);
        assertFailed(
                1,
                "Kernels hold RSA private keys only",
                program.publisher("publish", ec, "--name", "a", "--to", "web1", "--held"));
        for (String mask : new String[] {"0x00000000", "0x3b000000", "0x01000000"}) {
            assertFailed(
                    1,
                    "to view, write and search",
                    program.publisher("publish", ec, "--name", "a", "--to", "web1", "--permissions", mask));
        }
        assertTrue(program.store.get(KEYS.catalog(EntryName.of("a"))).isEmpty());
        assertDone(program.publisher(
                "publish", webFile(), "--name", "a", "--to", "web1", "--permissions", "0x0d010000", "--held"));
    }

    @Test
    void whatAnyoneElseWroteIsRefusedAndTold() throws Exception {
        join("web1", "--group", "web");
        program.store.put(KEYS.machine(MachineId.of("spy")), new byte[] {1});
        program.store.put(KEYS.catalog(WEB), new byte[] {1});
        program.store.put(KEYS.request(MachineId.of("other")), new byte[] {1});
        Printed list = program.run("list", "--publishers", program.path("publisher.pem"));
        assertTrue(list.out().contains("shop/web  -        refused"), list.out());
        assertTrue(list.err().contains("Warning: shop/web is refused: "), list.err());
        Printed machines = program.run("list", "--machines", "--publishers", program.path("publisher.pem"));
        assertTrue(machines.out().matches("(?s).*\nspy +refused.*"), machines.out());
        assertTrue(machines.err().contains("Warning: the request of other is refused: "), machines.err());
        assertEquals(
                1,
                program.run("status", "--publishers", program.path("publisher.pem"))
                        .status());
    }

    @Test
    void optionsMayBeInAFileOfProperties() throws Exception {
        Files.writeString(folder.resolve("fleet.properties"), "publishers=" + program.path("publisher.pem") + "\n");
        assertDone(program.run("list"));
        for (String malformed : new String[] {"publishers=\\u00\n", "lease=1h\nlease=2h\n"}) {
            Files.writeString(folder.resolve("fleet.properties"), malformed);
            assertFailed(1, "cannot be read", program.run("list"));
        }
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        assertTrue(assertDone(program.run("--version")).out().startsWith("LinuxKeyring "), "no version");
    }
}
