package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.SeccompFilter;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.NoexecFolder;
import org.linuxkeyring.testing.Outcome;

/** The drop-in jar's {@code doctor} in each state that prevents a keystore, run as a person runs it. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class DoctorIT {
    private static final String UNUSED_UID = "45679";
    private static final String WORKS = "A keystore works here.\n";
    private static final Jdk JDK = Jdk.installed().get(0);

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aKeystoreThatWorksIsStatusZero(Jdk jdk) {
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        keyctl.link(keyctl.keyringId(Keyctl.USER_KEYRING, false), Keyctl.SESSION_KEYRING);

        Outcome outcome = Child.of(doctor(jdk)).run();

        assertWorks(outcome);
        assertEquals("", outcome.err());
        assertSays(outcome, "ok: the process possesses its user's keyring, @u");
    }

    @Test
    void aPrivateSessionIsNotedAndWorks() {
        Outcome outcome = Child.of(doctor(JDK)).run();

        assertWorks(outcome);
        assertSays(outcome, "note: the session keyring does not link @u");
    }

    @Test
    void aSessionThatTakesNoLinkIsAProblem() {
        OpenBackend.of(Backend.KERNEL).setPermissions(Keyctl.SESSION_KEYRING, 0x1b1b0000);

        Outcome outcome = Child.of(doctor(JDK)).run();

        assertFails(outcome, "problem: LINUXKEYRING keystore cannot be loaded: keyring @u is not possessed");
        assertSays(outcome, "Start the process in a session that links it: keyctl session - sh -c 'keyctl link ");
    }

    @Test
    void aRevokedSessionIsAProblem() {
        OpenBackend.of(Backend.KERNEL).revoke(Keyctl.SESSION_KEYRING);

        Outcome outcome = Child.of(doctor(JDK)).run();

        assertFails(outcome, "problem: KEYCTL_GET_KEYRING_ID of keyring @s failed: EKEYREVOKED");
        assertSays(outcome, "start the process in a new session");
    }

    @ParameterizedTest
    @CsvSource({"EPERM, seccomp profile", "ENOSYS, CONFIG_KEYS", "ENOSYS, QEMU"})
    void aSeccompFilterThatStopsTheCallsIsAProblem(Errno errno, String remedy) {
        SeccompFilter.refuseKeyCalls(errno);

        Outcome outcome = Child.of(doctor(JDK)).run();

        assertFails(outcome, "problem: ");
        assertSays(outcome, "(" + errno + ")");
        assertSays(outcome, remedy);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#restrictingNativeAccess")
    void deniedNativeAccessIsAProblemOnTheClassPath(Jdk jdk) {
        List<String> command = List.of(
                jdk.tool("java").toString(),
                "--illegal-native-access=deny",
                "-cp",
                Jars.all().toString(),
                Main.class.getName(),
                "doctor");

        Outcome outcome = Child.of(command).run();

        assertFails(outcome, "this JVM denies native access");
        assertSays(outcome, "Start java with --enable-native-access=ALL-UNNAMED.");
    }

    /** The jar's manifest enables native access; so the output says that applications need an option for that. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#restrictingNativeAccess")
    void deniedNativeAccessDoesNotStopTheJarButIsNoted(Jdk jdk) {
        Outcome outcome = Child.of(doctor(jdk, "--illegal-native-access=deny")).run();

        assertWorks(outcome);
        assertSays(
                outcome,
                "system calls go through the JVM's own foreign function API, since native access is allowed to"
                        + " ALL-UNNAMED");
        assertSays(outcome, "Start applications with --enable-native-access=ALL-UNNAMED");
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theWayOfSystemCallsIsToldWithItsReason(Jdk jdk) {
        Outcome byJar = Child.of(doctor(jdk)).run();
        Outcome onClassPath = Child.of(
                        jdk.tool("java").toString(), "-cp", Jars.all().toString(), Main.class.getName(), "doctor")
                .run();

        if (jdk.feature() < 22) {
            String why = "system calls go through JNA, since this is Java " + jdk.feature()
                    + " and the foreign function API takes Java 22";
            assertSays(byJar, why);
            assertSays(onClassPath, why);
        } else {
            assertSays(byJar, "system calls go through the JVM's own foreign function API");
            assertSays(
                    onClassPath,
                    "system calls go through JNA, since the foreign function API takes"
                            + " --enable-native-access=ALL-UNNAMED");
        }
    }

    /** JNA is used if native access is not enabled, as here, but not by {@code java -jar}. */
    @Test
    void aTemporaryFolderThatForbidsExecutionIsAProblem(@TempDir Path folder) {
        assumeTrue(NoexecFolder.on(folder, List.of("true")).run().status() == 0, "no tmpfs can be mounted here");
        List<String> command = List.of(
                JDK.tool("java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + folder,
                "-cp",
                Jars.all().toString(),
                Main.class.getName(),
                "doctor");

        Outcome outcome = NoexecFolder.on(folder, command)
                .environment("XDG_CACHE_HOME", folder.toString())
                .run();

        assertFails(outcome, "mounted noexec");
        assertSays(outcome, "-Djna.tmpdir=DIRECTORY");
    }

    @Test
    void aMissingJnaIsAProblem() {
        List<String> jars = new ArrayList<>(List.of(Jars.plain().toString()));
        Jars.bouncyCastle().forEach(jar -> jars.add(jar.toString()));

        Outcome outcome = Child.of(
                        JDK.tool("java").toString(), "-cp", String.join(":", jars), Main.class.getName(), "doctor")
                .run();

        assertFails(outcome, "problem: The kernel's keys are out of reach, since JNA is missing.");
    }

    @Test
    void anotherSystemWorksInMemory() {
        Outcome outcome = Child.of(doctor(JDK, "-Dos.name=Mac OS X")).run();

        assertWorks(outcome);
        assertSays(outcome, "backend=auto is memory here, since this is not Linux but Mac OS X");
    }

    /** Root runs this as a user who has no other process: the quota is the user's, whatever the session. */
    @Test
    void anOrdinaryUserAtTheEndOfTheQuotaIsToldTheNumbers() throws IOException {
        String becomeUser = "setpriv --reuid " + UNUSED_UID + " --regid " + UNUSED_UID + " --clear-groups";
        assumeTrue(
                Child.of("sh", "-c", becomeUser + " keyctl show").run().status() == 0,
                "takes root, setpriv and keyctl");
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "doctor");
        Path jar = folder.resolve("all.jar");
        Path natives = folder.resolve("natives");
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.copy(Jars.all(), jar);
            Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("r--r--r--"));
            Files.setPosixFilePermissions(Files.createDirectory(natives), PosixFilePermissions.fromString("rwxrwxrwx"));
            String script = """
                    fill() { i=0; while head -c $1 /dev/zero | keyctl padd user fill$1-$i @u; do i=$((i + 1)); done; }
                    trap 'keyctl clear @u' EXIT
                    keyctl link @u @s
                    (fill 1000; fill 20) >/dev/null 2>&1; "$@\"""";

            List<String> command = new ArrayList<>(List.of(becomeUser.split(" ")));
            command.addAll(List.of("keyctl", "session", "-"));
            command.addAll(List.of("sh", "-c", script, "sh", JDK.tool("java").toString()));
            command.addAll(List.of("-Djna.tmpdir=" + natives, "-jar", jar.toString(), "doctor"));
            Outcome outcome = Child.of(command).run();

            assertFails(outcome, "EDQUOT");
            assertSays(outcome, "note: user " + UNUSED_UID + " has ");
            assertSays(outcome, "of 200 keys and ");
            assertSays(outcome, "kernel.keys.maxkeys and kernel.keys.maxbytes");
        } finally {
            Files.deleteIfExists(natives);
            Files.deleteIfExists(jar);
            Files.delete(folder);
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aReferenceIsJudgedAsAServerGetsIt(Jdk jdk, @TempDir Path folder) throws IOException {
        Path reference = Files.writeString(folder.resolve("keys.properties"), "keyring=@s\n");
        List<String> command = new ArrayList<>(doctor(jdk));
        command.addAll(List.of("--reference", reference.toString()));

        Outcome outcome = Child.of(command).run();

        assertFails(outcome, "problem: no entry here can be served.");
        assertSays(outcome, "note: its first line is not '# LINUXKEYRING keystore: ...'");
        assertEquals("", outcome.err());
    }

    private static List<String> doctor(Jdk jdk, String... options) {
        List<String> command = new ArrayList<>(jdk.java());
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", Jars.all().toString(), "doctor"));
        return command;
    }

    private static void assertWorks(Outcome outcome) {
        assertEquals(0, outcome.status(), outcome::toString);
        assertTrue(outcome.out().endsWith(WORKS), outcome::toString);
        assertFalse(outcome.out().contains("problem:"), outcome::toString);
    }

    private static void assertFails(Outcome outcome, String problem) {
        assertEquals(1, outcome.status(), outcome::toString);
        assertSays(outcome, problem);
        assertFalse(outcome.out().contains(WORKS), outcome::toString);
        assertFalse(outcome.err().contains("Exception"), outcome::toString);
    }

    private static void assertSays(Outcome outcome, String part) {
        assertTrue(outcome.out().contains(part), outcome::toString);
    }
}
