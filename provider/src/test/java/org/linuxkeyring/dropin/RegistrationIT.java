package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** However the library is installed and the provider is made known, entries get into the kernel and back. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class RegistrationIT {
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void foundByTheServiceLoader(Jdk jdk, Installation installation) {
        assertStoresInTheSession(
                installation.on(jdk).options("-Dlinuxkeyring.keyring=@s"), Registration.FOUND_AS_A_SERVICE);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void insertedByTheApplication(Jdk jdk, Installation installation) {
        assertStoresInTheSession(
                installation.on(jdk).options("-Dlinuxkeyring.keyring=@s"), Registration.INSERTED_FIRST);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void namedInTheSecurityProperties(Jdk jdk, Installation installation, @TempDir Path folder) throws IOException {
        ChildJvm jvm =
                installation.on(jdk).options(withProvider(jdk, "LinuxKeyring", folder), "-Dlinuxkeyring.keyring=@s");

        assertStoresInTheSession(jvm, Registration.CONFIGURED);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdk")
    void configuredInTheSecurityProperties(Jdk jdk, Installation installation, @TempDir Path folder)
            throws IOException {
        Path settings = Files.writeString(folder.resolve("keyring.properties"), "keyring=@s\n");
        ChildJvm jvm = installation.on(jdk).options(withProvider(jdk, "LinuxKeyring " + settings, folder));

        assertStoresInTheSession(jvm, Registration.CONFIGURED);
    }

    /** An option that adds a provider after those that the JDK lists. */
    private static String withProvider(Jdk jdk, String provider, Path folder) throws IOException {
        Path listed = jdk.home().resolve("conf/security/java.security");
        long providers;
        try (Stream<String> lines = Files.lines(listed)) {
            providers =
                    lines.filter(line -> line.startsWith("security.provider.")).count();
        }
        Path more = Files.writeString(
                folder.resolve("java.security"), "security.provider." + (providers + 1) + "=" + provider + "\n");
        return "-Djava.security.properties=" + more;
    }

    private static void assertStoresInTheSession(ChildJvm jvm, Registration registration) {
        Outcome outcome = jvm.run(StoreAndFetch.class, registration.name()).succeeded();

        assertEquals(StoreAndFetch.SUCCESS, outcome.out(), outcome::toString);
        assertEquals(Set.of("bare", "locked"), FreshSession.descriptions());
    }
}
