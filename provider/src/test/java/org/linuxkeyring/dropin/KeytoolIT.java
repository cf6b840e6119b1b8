package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** Each of keytool's ways to be told of a provider reaches the kernel's keyrings. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KeytoolIT {
    private static final String CLASS = "org.linuxkeyring.LinuxKeyringProvider";

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void providerClassOnTheProviderPath(Jdk jdk) {
        assertMakesAndListsAKeyPair(
                jdk,
                List.of(
                        "-providerclass",
                        CLASS,
                        "-providerpath",
                        Jars.all().toString(),
                        "-J-Dlinuxkeyring.keyring=@s"));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void providerClassWithAFileOfSettings(Jdk jdk, @TempDir Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("keyring.properties"), "keyring=@s\n");

        assertMakesAndListsAKeyPair(
                jdk,
                List.of(
                        "-providerclass",
                        CLASS,
                        "-providerarg",
                        settings.toString(),
                        "-providerpath",
                        Jars.all().toString()));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void providerNameOnTheClassPath(Jdk jdk) {
        assertMakesAndListsAKeyPair(
                jdk,
                List.of("-addprovider", "LinuxKeyring", "-J-cp", "-J" + Jars.all(), "-J-Dlinuxkeyring.keyring=@s"));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void providerNameOnTheModulePath(Jdk jdk) {
        assertMakesAndListsAKeyPair(
                jdk,
                List.of(
                        "-addprovider",
                        "LinuxKeyring",
                        "-J--module-path=" + Jars.all(),
                        "-J-Dlinuxkeyring.keyring=@s"));
    }

    private static void assertMakesAndListsAKeyPair(Jdk jdk, List<String> provider) {
        keytool(jdk, provider, "-genkeypair", "-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost");

        assertEquals(Set.of("web"), FreshSession.descriptions());
        assertTrue(keytool(jdk, provider, "-list").contains("web, "));
    }

    private static String keytool(Jdk jdk, List<String> provider, String... command) {
        List<String> line = new ArrayList<>(jdk.program("keytool"));
        line.addAll(List.of(command));
        line.addAll(List.of("-keystore", "NONE", "-storetype", "LINUXKEYRING", "-storepass", "correct horse"));
        line.addAll(provider);
        return Child.of(line).run().succeeded().out();
    }
}
