package org.linuxkeyring.possession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Capability;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.tools.OrdinaryUser;

/**
 * Programs started in different ways, as different users and in different sessions: every thread of a program sees the
 * same, and what is not available is refused by load. The test has no fresh session, because one of the ways is to have
 * none.
 */
@Tag("kernel")
class StartedProcessIT {
    private static final List<String> KEYRINGS =
            List.of("none", "@u", "@s", "@us", "@p", "@t", "serial", "%keyring:", "@u/");

    private static final String NEW_SESSION_REMEDY =
            "A session keyring is revoked when its login session ends: start the process in a new session"
                    + " (`keyctl session - java ...`).";

    private static OrdinaryUser user;

    /** The user who starts the program, and its session. */
    enum Start {
        WITHOUT_SESSION(false, List.of(), List.of()),
        IN_PRIVATE_SESSION(false, List.of(), newSession("")),
        IN_SESSION_WITH_USER_KEYRING(false, List.of(), newSession("keyctl link @u @s")),
        AS_USER_WITHOUT_SESSION(true, List.of(), List.of()),
        AS_USER_IN_PRIVATE_SESSION(true, List.of(), newSession("")),
        AS_USER_IN_SESSION_WITH_USER_KEYRING(true, List.of(), newSession("keyctl link @u @s")),
        AS_USER_IN_SESSION_OF_ANOTHER(true, newSession(""), List.of());

        private final boolean asUser;
        private final List<String> before;
        private final List<String> after;

        Start(boolean asUser, List<String> before, List<String> after) {
            this.asUser = asUser;
            this.before = before;
            this.after = after;
        }

        /** Returns the options of the JVM. */
        List<String> options() {
            return this == AS_USER_IN_SESSION_OF_ANOTHER ? List.of("-Dlinuxkeyring.session=any") : List.of();
        }

        /** Returns the command that starts the program's own command. */
        List<String> command() {
            assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
            List<String> command = join(before, as(asUser, after));
            if (before.isEmpty() && after.isEmpty()) {
                // A process without a session keyring uses the user session keyring (session-keyring(7)).
                String isUserSession = "keyctl describe @s | grep -q \"_uid_ses\\.$(id -u)$\"";
                assumeTrue(
                        Programs.work(join(command, List.of("sh", "-c", isUserSession))),
                        "the tests are run in a session keyring, which no process can leave without getting another");
            }
            return command;
        }
    }

    @BeforeAll
    static void makeUser() throws IOException {
        user = OrdinaryUser.withPrograms(SameView.class, ThreadKinds.class, EntryScript.class, LoadEach.class);
    }

    @AfterAll
    static void forgetUser() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyThreadSeesTheSameAndNoSpecialKeyringIsMadeByAccident(Start start) {
        assertEquals(
                expected(KEYRINGS),
                sameView(start, Jdk.installed().get(0), KEYRINGS).out());
    }

    @ParameterizedTest
    @EnumSource(names = {"IN_PRIVATE_SESSION", "AS_USER_IN_PRIVATE_SESSION", "AS_USER_WITHOUT_SESSION"})
    void everyThreadSeesTheSamePersistentKeyring(Start start) {
        assumeTrue(
                Capability.of(OpenBackend.of(Backend.KERNEL)).contains(Capability.PERSISTENT_KEYRINGS),
                "the kernel has no persistent keyrings");
        List<String> persistent = List.of("@persistent");
        assertEquals(
                expected(persistent),
                sameView(start, Jdk.installed().get(0), persistent).out());
    }

    @Test
    void virtualThreadsSeeTheSame() {
        List<Jdk> jdks = Jdk.installed().stream()
                .filter(jdk -> jdk.feature() >= ThreadKinds.VIRTUAL_SINCE)
                .toList();
        assumeTrue(!jdks.isEmpty(), "no JDK with virtual threads is installed");
        for (Jdk jdk : jdks) {
            assertEquals(
                    expected(KEYRINGS),
                    sameView(Start.AS_USER_IN_PRIVATE_SESSION, jdk, KEYRINGS).out());
        }
    }

    static Stream<Boolean> users() {
        return user.isAnother() ? Stream.of(false, true) : Stream.of(false);
    }

    @ParameterizedTest
    @MethodSource("users")
    void aRevokedSessionIsRefusedAtLoadWithTheRemedy(boolean asUser) {
        List<String> unreachable = List.of("none", "@u", "@s", "@us", "@u/x", "%keyring:_uid." + number(asUser));
        Outcome outcome = loadEach(asUser, "keyctl revoke @s", unreachable);
        for (String keyring : unreachable) {
            assertTrue(line(outcome, keyring).contains("KEYCTL_GET_KEYRING_ID of keyring @s failed: EKEYREVOKED"));
            assertTrue(line(outcome, keyring).endsWith(NEW_SESSION_REMEDY));
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void aSessionThatTakesNoLinkIsRefusedAtLoadWithTheRemedy(boolean asUser) {
        List<String> unreachable = List.of("none", "@u", "@us", "@u/x", "%keyring:_uid." + number(asUser));
        Outcome outcome = loadEach(asUser, "keyctl setperm @s 0x0b0b0000", unreachable);
        for (String keyring : unreachable) {
            String line = line(outcome, keyring);
            assertTrue(line.contains(" is not possessed, so its keys could not be read"), line);
            assertTrue(line.contains("Start the process in a session that links it: keyctl session - sh -c"), line);
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void confinedKeyringsNeedNoSession(boolean asUser) {
        List<String> confined = List.of("@t", "@p", "@p/below");
        for (String spoilt : List.of("keyctl revoke @s", "keyctl setperm @s 0x0b0b0000")) {
            Outcome outcome = loadEach(asUser, spoilt, confined);
            for (String keyring : confined) {
                assertEquals(keyring + " " + EntryScript.EXPECTED, line(outcome, keyring));
            }
        }
    }

    private static Outcome sameView(Start start, Jdk jdk, List<String> keyrings) {
        return run(start.command(), jdk, start.options(), SameView.class, keyrings);
    }

    private static Outcome loadEach(boolean asUser, String spoil, List<String> keyrings) {
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        return run(as(asUser, newSession(spoil)), Jdk.installed().get(0), List.of(), LoadEach.class, keyrings);
    }

    private static Outcome run(
            List<String> command, Jdk jdk, List<String> options, Class<?> program, List<String> arguments) {
        return Child.of(join(command, user.java(jdk, options, program, arguments.toArray(String[]::new))))
                .run()
                .succeeded();
    }

    private static String line(Outcome outcome, String keyring) {
        return outcome.out()
                .lines()
                .filter(line -> line.startsWith(keyring + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome));
    }

    private static String expected(List<String> keyrings) {
        return keyrings.stream()
                        .map(keyring -> keyring + "\n  " + EntryScript.EXPECTED + "\n")
                        .collect(Collectors.joining())
                + "special keyrings\n  @t: ENOKEY, @p: ENOKEY, @s: as at the start\n";
    }

    private static String number(boolean asUser) {
        return Child.of(as(asUser, List.of("id", "-u"))).run().succeeded().out().strip();
    }

    private static List<String> as(boolean asUser, List<String> command) {
        return asUser ? user.in(command) : command;
    }

    /** Returns a command that runs its arguments in a new session, after {@code prepare} has run there. */
    private static List<String> newSession(String prepare) {
        return List.of("keyctl", "session", "-", "sh", "-c", prepare + "\nexec \"$@\"", "sh");
    }

    private static List<String> join(List<String> one, List<String> other) {
        List<String> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
