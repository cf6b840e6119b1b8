package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** One option, {@code -javaagent:linuxkeyring-all.jar}, is the whole installation. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class AgentIT {
    private static final Jdk JDK = Jdk.installed().get(0);

    private static String agent(String options) {
        return "-javaagent:" + Jars.all() + options;
    }

    private static ChildJvm with(Jdk jdk, String options) {
        return ChildJvm.of(jdk).options(agent(options));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theAgentAloneInstallsTheProviderAndNothingWarns(Jdk jdk) {
        Outcome outcome = with(jdk, "=keyring=@s")
                .run(StoreAndFetch.class, Registration.CONFIGURED.name())
                .succeeded();

        assertEquals(StoreAndFetch.SUCCESS, outcome.out(), outcome::toString);
        assertEquals("", outcome.err());
        assertEquals(Set.of("bare", "locked"), FreshSession.descriptions());
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void optionsMakeDefaults(Jdk jdk) {
        assertShows(
                with(jdk, "=rotate,keyring=@s,callout=x,callout.aliases=web,,mail"),
                "LINUXKEYRING of LinuxKeyring",
                "LinuxKeyring",
                "LINUXKEYRING LINUXKEYRING",
                "linuxkeyring.callout.aliases=web,mail linuxkeyring.callout=x linuxkeyring.keyring=@s");
    }

    @Test
    void withoutRotateTheJdksFactoriesStay() {
        assertShows(with(JDK, ""), "LINUXKEYRING of LinuxKeyring", "LinuxKeyring", "SunX509 PKIX", "");
    }

    @Test
    void aSystemPropertyCountsBeforeTheAgentsSetting() {
        assertShows(
                with(JDK, "=keyring=@u/none/such,create=false").options("-Dlinuxkeyring.keyring=@s"),
                "LINUXKEYRING of LinuxKeyring",
                "LinuxKeyring",
                "SunX509 PKIX",
                "linuxkeyring.create=false linuxkeyring.keyring=@s");
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void twoAgentsAndASecurityFileAreOneProvider(Jdk jdk, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("java.security"), "security.provider.13=LinuxKeyring\n");
        assertShows(
                with(jdk, "=keyring=@s").options(agent("=rotate,keyring=@u"), "-Djava.security.properties=" + file),
                "LINUXKEYRING of LinuxKeyring",
                "LinuxKeyring",
                "LINUXKEYRING LINUXKEYRING",
                "linuxkeyring.keyring=@s");
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theEnvironmentMayNameTheAgent(Jdk jdk) {
        Outcome outcome = Child.of(ChildJvm.of(jdk).commandLine(StoreAndFetch.class, Registration.CONFIGURED.name()))
                .environment("JAVA_TOOL_OPTIONS", agent("=keyring=@s"))
                .run()
                .succeeded();

        assertEquals(StoreAndFetch.SUCCESS, outcome.out(), outcome::toString);
        assertTrue(outcome.err().strip().startsWith("Picked up JAVA_TOOL_OPTIONS"), outcome::toString);
        assertEquals(1, outcome.err().lines().count(), outcome::toString);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void theAgentGetsAlongWithAJarThatTheApplicationBrings(Jdk jdk, Installation installation) {
        Outcome outcome = installation
                .on(jdk)
                .options(agent("=keyring=@s"))
                .run(StoreAndFetch.class, Registration.FOUND_AS_A_SERVICE.name())
                .succeeded();

        assertEquals(StoreAndFetch.SUCCESS, outcome.out(), outcome::toString);
        assertEquals("", outcome.err());
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aServersIsolatedClassLoaderHasTheProviderToo(Jdk jdk) {
        Outcome outcome =
                with(jdk, "=keyring=@s").run(InIsolation.class, "LINUXKEYRING").succeeded();

        assertTrue(outcome.out().startsWith("LINUXKEYRING of LinuxKeyring\n"), outcome::toString);
        assertEquals("", outcome.err());
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void anOptionThatIsNotUnderstoodEndsTheJvmWithTheReason(Jdk jdk) {
        Outcome outcome = with(jdk, "=rotate,timeout=soon").run(ShowInstallation.class);

        assertEquals(1, outcome.status(), outcome::toString);
        assertEquals("", outcome.out());
        assertTrue(
                outcome.err().startsWith("-javaagent: Setting timeout=soon is not allowed; allowed is: whole seconds"),
                outcome::toString);
        assertEquals(1, outcome.err().lines().count(), outcome::toString);
    }

    /** A jar's manifest is enough where {@code java -jar} starts the application. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void anExecutableJarMayNameTheAgent(Jdk jdk, @TempDir Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, StoreAndFetch.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Jars.all().toUri() + " " + Jars.of(StoreAndFetch.class).toUri());
        attributes.putValue("Launcher-Agent-Class", "org.linuxkeyring.agent.Agent");
        Path jar = folder.resolve("application.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }

        Outcome outcome = Child.of(
                        jdk.tool("java").toString(),
                        "-Dlinuxkeyring.keyring=@s",
                        "-jar",
                        jar.toString(),
                        Registration.CONFIGURED.name())
                .run()
                .succeeded();
        assertEquals(StoreAndFetch.SUCCESS, outcome.out(), outcome::toString);
        assertEquals("", outcome.err());
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#restrictingNativeAccess")
    void nativeAccessThatTheOperatorDeniesStaysDenied(Jdk jdk) {
        Outcome outcome = with(jdk, "")
                .options("--illegal-native-access=deny")
                .run(LoadTwice.class)
                .succeeded();

        assertTrue(outcome.out().contains("--enable-native-access=ALL-UNNAMED"), outcome::toString);
    }

    /** The way to allow native access goes through java.lang, which must not stay open to the application. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#restrictingNativeAccess")
    void theApplicationGetsNoFurtherIntoTheJdk(Jdk jdk) {
        Outcome outcome = with(jdk, "").run(OpenPackages.class).succeeded();

        assertEquals("java.lang false, jdk.internal.module false\n", outcome.out());
    }

    private static void assertShows(ChildJvm jvm, String... lines) {
        Outcome outcome = jvm.run(ShowInstallation.class, "LINUXKEYRING").succeeded();

        assertEquals(List.of(lines), outcome.out().lines().toList(), outcome::toString);
        assertFalse(outcome.err().contains("WARNING"), outcome::toString);
    }
}
