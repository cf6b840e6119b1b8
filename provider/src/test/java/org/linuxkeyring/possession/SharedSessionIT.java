package org.linuxkeyring.possession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.tools.OrdinaryUser;

/** Two users in one session, as su(1) and sudo(8) may leave them: the keys of one do not reach the other. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class SharedSessionIT {
    private static final String ANY_SESSION = "-Dlinuxkeyring.session=any";

    private static OrdinaryUser victim;
    private static OrdinaryUser attacker;

    @BeforeAll
    static void makeUsers() throws IOException {
        victim = OrdinaryUser.withPrograms(SharedSession.class, LoadEach.class, EntryScript.class);
        attacker = OrdinaryUser.withPrograms();
        assumeTrue(victim.isAnother(), "takes root, who can become two users");
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
    }

    @AfterAll
    static void forgetUsers() throws IOException {
        for (OrdinaryUser user : new OrdinaryUser[] {victim, attacker}) {
            if (user != null) {
                user.close();
            }
        }
    }

    private static Outcome run(List<String> session, String option, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(victim.in(session));
        command.addAll(victim.java(Jdk.installed().get(0), List.of(option), program, arguments));
        return Child.of(command).run().succeeded();
    }

    private static String attacker(String input, String... command) {
        return attacker.output(input, command);
    }

    /** Adds a key to the session keyring that everyone may use. */
    private static String plant(String name, String payload) {
        return opened(attacker(payload, "keyctl", "padd", "user", name, "@s"));
    }

    private static String opened(String key) {
        attacker("", "keyctl", "setperm", key, "0x3f3f3f3f");
        return key;
    }

    private static String attackerReads(String key) {
        return attacker("", "keyctl", "pipe", key);
    }

    @Test
    void aKeystoreIsNotLoadedAndNothingIsLinkedIntoTheSession() {
        for (String keyring : List.of("none", "@u", "@u/shop", "@s", "@us", "@persistent")) {
            Outcome outcome = run(List.of(), "-Dlinuxkeyring.session=own", LoadEach.class, keyring);
            assertTrue(outcome.out().contains("the session keyring belongs to user 0"), outcome::toString);
            assertTrue(outcome.out().contains("keyctl session - java ..."), outcome::toString);
            assertTrue(outcome.out().contains("session=any"), outcome::toString);
        }
        assertTrue(
                FreshSession.descriptions().isEmpty(),
                () -> FreshSession.descriptions().toString());
    }

    @Test
    void whatIsConfinedToTheProcessNeedsNoSessionAndLinksNothingThere() {
        for (String keyring : List.of("@t", "@p", "@p/shop")) {
            Outcome outcome = run(List.of(), "-Dlinuxkeyring.session=own", LoadEach.class, keyring);
            assertEquals(keyring + " " + EntryScript.EXPECTED, outcome.out().strip());
        }
        assertTrue(
                FreshSession.descriptions().isEmpty(),
                () -> FreshSession.descriptions().toString());
    }

    @Test
    void aSessionOfOnesOwnIsTheRemedy() {
        Outcome outcome = run(List.of("keyctl", "session", "-"), "-Dlinuxkeyring.session=own", SharedSession.class);
        assertEquals(
                List.of(
                        "aliases []",
                        "web false null",
                        "root false null",
                        "trusts []",
                        "web true own",
                        "web false null"),
                outcome.out().lines().toList());
    }

    /** This holds even if the setting accepts the session. */
    @Test
    void aPlantedKeyIsNeitherReadNorTrustedNorUpdatedNorRemoved() throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(TestCertificates.root().getEncoded())
                        .replace("\r", "")
                + "\n-----END CERTIFICATE-----";
        String root = plant("root", pem);
        String web = plant("web", "theirs");
        Outcome outcome = run(List.of(), ANY_SESSION, SharedSession.class);
        assertEquals(
                List.of(
                        "aliases []",
                        "web false null",
                        "root false null",
                        "trusts []",
                        "web true own",
                        "web false null"),
                outcome.out().lines().toList());
        assertEquals("theirs", attackerReads(web));
        assertEquals(pem, attackerReads(root));
    }

    @Test
    void aPlantedKeyringIsNotWrittenTo() {
        String planted = opened(attacker("", "keyctl", "newring", "shop", "@s"));
        for (String keyring : List.of("%keyring:shop", "@s/shop", planted)) {
            Outcome outcome = run(List.of(), ANY_SESSION, LoadEach.class, keyring);
            assertTrue(outcome.out().contains("belongs to user "), outcome::toString);
            assertTrue(outcome.out().contains("owners="), outcome::toString);
        }
        assertEquals("", attackerReads(planted));
    }

    @Test
    void keysOfAUserWhomTheConfigurationNamesAreEntries() {
        plant("web", "theirs");
        String number = attacker("", "id", "-u");
        List<String> command = new ArrayList<>(victim.in(List.of()));
        command.addAll(victim.java(
                Jdk.installed().get(0), List.of(ANY_SESSION, "-Dlinuxkeyring.owners=" + number), SharedSession.class));
        Outcome outcome = Child.of(command).run();
        assertTrue(outcome.out().startsWith("aliases [web]\nweb true theirs\n"), outcome::toString);
    }

    /** If all users are shown by one number, keys of different users cannot be told apart. */
    @Test
    void aUserNamespaceThatDoesNotMapTheUserTakesSettingsThatSaySo() {
        List<String> unmapped = List.of("keyctl", "session", "-", "unshare", "--user");
        List<String> tried = new ArrayList<>(victim.in(unmapped));
        tried.add("true");
        assumeTrue(Programs.work(tried), "unshare --user is not permitted");
        Outcome refused = run(unmapped, "-Dlinuxkeyring.session=own", LoadEach.class, "none");
        assertTrue(refused.out().contains("in this user namespace"), refused::toString);
        List<String> command = new ArrayList<>(victim.in(unmapped));
        command.addAll(victim.java(
                Jdk.installed().get(0), List.of(ANY_SESSION, "-Dlinuxkeyring.owners=65534"), LoadEach.class, "none"));
        assertEquals(
                "none " + EntryScript.EXPECTED,
                Child.of(command).run().succeeded().out().strip());
    }

    /** runc joins such a session before it becomes the container's user. */
    @Test
    void aContainersSessionIsTheUsersThoughItsRootMadeIt() {
        List<String> command = new ArrayList<>(List.of("keyctl", "session", "_ses.test-" + System.nanoTime()));
        command.addAll(victim.in(List.of()));
        command.addAll(victim.java(Jdk.installed().get(0), List.of(), LoadEach.class, "none"));
        assertEquals(
                "none " + EntryScript.EXPECTED,
                Child.of(command).run().succeeded().out().strip());
    }
}
