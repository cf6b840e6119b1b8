package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.tools.OrdinaryUser;

/** The program {@code linuxkeyring}, started by an ordinary user, for whom it makes an archive of its classes. */
@Tag("kernel")
class LauncherIT {
    private static final Jdk JDK = Jdk.installed().get(0);
    private static final String A_CLASS = "org.linuxkeyring.command.EntryListing ";

    private static OrdinaryUser user;
    private static Path program;
    private static Path cache;

    @BeforeAll
    static void install() throws IOException {
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        user = OrdinaryUser.withPrograms();
        program = user.jar().resolveSibling("linuxkeyring");
        Files.copy(Jars.all().resolveSibling("linuxkeyring"), program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        cache = user.home().resolve("cache");
        inShell("mkdir -m 700 " + cache);
        run(JDK.home(), "list", "@s").succeeded();
    }

    @AfterAll
    static void remove() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    private static String inShell(String command) {
        return user.output("", "sh", "-c", command);
    }

    private static Outcome run(Path javaHome, String... arguments) {
        List<String> line = new ArrayList<>(List.of("env", "JAVA_HOME=" + javaHome, "XDG_CACHE_HOME=" + cache));
        line.addAll(List.of("keyctl", "session", "-", program.toString()));
        line.addAll(List.of(arguments));
        return Child.of(user.in(line)).run();
    }

    /** Returns where the JVM takes a class from that lists entries. */
    private static String sourceOfAClass(Jdk jdk) {
        Outcome outcome = run(jdk.home(), "-J-Xlog:class+load", "list", "@s").succeeded();
        return outcome.out()
                .lines()
                .filter(line -> line.contains(A_CLASS))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome));
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("linuxkeyring"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    private static void assertIsFromTheJar(String source) {
        assertTrue(source.contains("source: file:"), source);
    }

    private static void assertIsFromAnArchive(String source) {
        assertTrue(source.contains("source: shared objects file"), source);
    }

    /** Keeps all that is there from the JVM that starts, and puts it back. */
    private static void withoutArchives(String prepare, Runnable test) {
        inShell("mv " + cache + " " + cache + ".kept && mkdir -m 700 " + cache + " && " + prepare);
        try {
            test.run();
        } finally {
            inShell("chmod -R u+rwx " + cache + " && rm -r " + cache + " && mv " + cache + ".kept " + cache);
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theFirstStartMakesAnArchiveFromWhichLaterOnesTakeTheirClasses(Jdk jdk) throws IOException {
        Outcome first = run(jdk.home(), "list", "@s").succeeded();
        List<Path> made = archives();
        assertIsFromAnArchive(sourceOfAClass(jdk));
        assertTrue(first.out().startsWith("keyring, alias"), first::toString);
        assertEquals(made, archives());
        for (Path archive : made) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache", "cache/linuxkeyring"})
    void aFolderInWhichAnotherUserCouldWriteIsNotUsed(String folder) throws IOException {
        for (String who : List.of("g", "o")) {
            inShell("chmod " + who + "+w " + user.home().resolve(folder));
            assertIsFromTheJar(sourceOfAClass(JDK));
            inShell("chmod " + who + "-w " + user.home().resolve(folder));
        }
        assertIsFromAnArchive(sourceOfAClass(JDK));
    }

    @Test
    void anArchiveThatAnotherUserCouldHaveWrittenIsMadeAnew() throws IOException {
        for (Path archive : archives()) {
            Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-rw-"));
            Files.writeString(archive, "not made by a JVM");
        }
        assertIsFromAnArchive(sourceOfAClass(JDK));
        inShell("find " + cache + " -name '*.jsa' -perm /022 -delete");
    }

    @Test
    void anArchiveOfAnotherUserIsMadeAnew() throws IOException {
        assumeTrue(user.isAnother(), "only root can give a file away");
        Object owner = Files.getAttribute(user.home(), "unix:uid");
        for (Path archive : archives()) {
            Files.setAttribute(archive, "unix:uid", (Integer) owner + 1);
        }
        assertIsFromAnArchive(sourceOfAClass(JDK));
        assertTrue(archives().stream().anyMatch(archive -> isOf(owner, archive)));
    }

    /** A power cut may have cut it off, and the JVM ends by SIGBUS where it maps one. */
    @Test
    void anArchiveThatWasCutOffIsMadeAnew() throws IOException {
        Path archive = archives().get(0);
        inShell("truncate -s 4000000 " + archive);
        assertIsFromAnArchive(sourceOfAClass(JDK));
        assertFalse(Files.exists(archive) && Files.size(archive) == 4000000);
    }

    private static boolean isOf(Object owner, Path file) {
        try {
            return Files.getAttribute(file, "unix:uid").equals(owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u-w", "o+w"})
    void whereNoSafeFolderCanBeMadeTheCommandWorksWithoutArchive(String change) {
        withoutArchives("chmod " + change + " " + cache, () -> {
            assertIsFromTheJar(sourceOfAClass(JDK));
            assertEquals("", inShell("find " + cache + " -type f"));
        });
    }

    @Test
    void aJdkThatMakesNoArchiveIsAskedOnceADay() {
        Path home = user.home().resolve("jdk");
        String java = JDK.tool("java").toString();
        inShell("mkdir -p " + home + "/bin && ln -s " + JDK.home() + "/lib " + JDK.home() + "/release " + home
                + " && printf '#!/bin/sh\ncase $* in *AtExit*|*Output*) echo asked >>" + home
                + "/asked; exit 1;; esac\n"
                + "exec " + java + " \"$@\"' >" + home + "/bin/java && chmod 755 " + home + "/bin/java");
        run(home, "list", "@s").succeeded();
        run(home, "list", "@s").succeeded();
        assertEquals("asked", inShell("cat " + home + "/asked"));
        // The reason may have been one that passes, such as a full disk.
        inShell("find " + cache + " -name '*.jsa' -empty -exec touch -d '2 days ago' {} +");
        run(home, "list", "@s").succeeded();
        assertEquals("asked\nasked", inShell("cat " + home + "/asked"));
        inShell("rm -r " + home);
    }

    @ParameterizedTest
    @CsvSource({"-J-Dlinuxkeyring.keyring=@u/none/such,@u/none/such", "-J-Dlinuxkeyring.backend=*,*"})
    void anOptionOfTheJvmIsPassedOnAsItIs(String option, String named) {
        Outcome outcome = run(JDK.home(), option, "list").failed();
        assertTrue(outcome.err().contains(named), outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "*", "$HOME", "'\"", "-J-version"})
    void argumentsArePassedOnAsTheyAre(String alias) {
        Outcome outcome =
                run(JDK.home(), "export", "--keyring", "@s", "--alias=" + alias).failed();
        assertTrue(outcome.err().contains("'" + alias + "'"), outcome::toString);
    }

    /** Otherwise the first file that the JVM opens, a part of the JDK, would be its standard input. */
    @Test
    void aClosedStandardInputIsAnEmptyOne() {
        Outcome outcome = Child.of(user.in(List.of(
                        "sh",
                        "-c",
                        "exec env JAVA_HOME=" + JDK.home() + " XDG_CACHE_HOME=" + cache + " keyctl session - " + program
                                + " secret set token --keyring @s --file - <&-")))
                .run();
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("The value is empty"), outcome::toString);
    }

    @Test
    void anArgumentThatTheLocaleCannotDecodeIsRefused() {
        Outcome outcome = Child.of(user.in(List.of(
                        "sh",
                        "-c",
                        "exec env LC_ALL=C JAVA_HOME=" + JDK.home() + " XDG_CACHE_HOME=" + cache + " " + program
                                + " list \"@u/$(printf '\\303\\251')\"")))
                .run();
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("set LC_ALL=C.UTF-8"), outcome::toString);
    }

    @Test
    void theExitStatusIsTheCommands() {
        assertEquals(2, run(JDK.home(), "nonsense").status());
        assertEquals(0, run(JDK.home(), "--version").status());
    }

    @Test
    void aJdkThatIsMissingOrTooOldIsNamed() {
        Outcome missing = run(Path.of("/nonexistent"), "--version").failed();
        assertTrue(missing.err().contains("There is no /nonexistent/bin/java"), missing::toString);

        Path home = user.home().resolve("old");
        inShell("mkdir -p " + home + "/bin && cp /bin/true " + home + "/bin/java && echo 'JAVA_VERSION=\"11.0.2\"' >"
                + home + "/release");
        Outcome old = run(home, "--version").failed();
        assertTrue(old.err().contains(home + "/bin/java is of JDK 11. Install JDK 17 or later"), old::toString);
        inShell("rm -r " + home);
    }

    @Test
    void aJarThatIsMissingIsNamed() {
        Path elsewhere = user.home().resolve("linuxkeyring");
        inShell("cp " + program + " " + elsewhere);
        Outcome outcome =
                Child.of(user.in(List.of(elsewhere.toString(), "--version"))).run();
        assertFalse(Files.exists(Path.of("/usr/share/java/linuxkeyring-all.jar")));
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("Put it beside this file"), outcome::toString);
        inShell("rm " + elsewhere);
    }
}
