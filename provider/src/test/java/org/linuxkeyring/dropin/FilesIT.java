package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Programs that know PKCS12 and JKS alone are given a reference, by the agent's word {@code files}. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class FilesIT {
    private static final String AGENT = "-javaagent:" + Jars.all() + "=files";

    private static Path reference(Path folder, String name) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring("@s").build());
        store.setKeyEntry(
                "web",
                TestKeys.pair("EC/secp256r1").getPrivate(),
                null,
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 1));
        store.setCertificateEntry("root", TestCertificates.root());
        return write(folder.resolve(name));
    }

    private static Path write(Path file) throws IOException {
        return Files.write(
                file, bytes("# LINUXKEYRING keystore: a reference to a keyring, holds no keys\nkeyring=@s\n"));
    }

    /** A server takes the type from the file's name, or tries one after the other. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aServerThatEnumeratesTypesServesTheKeyring(Jdk jdk, @TempDir Path folder) throws Exception {
        List<String> names = List.of(
                reference(folder, "server.p12").toString(),
                write(folder.resolve("server.jks")).toString());
        Outcome outcome = ChildJvm.of(jdk)
                .options(AGENT)
                .run(ServeByFileName.class, names.toArray(String[]::new))
                .succeeded();

        assertEquals("PKCS12 web served\nJKS web served\n", outcome.out(), outcome::toString);
        assertEquals("", outcome.err());
    }

    /** A security properties file names the provider first and moves the JDK's own down by one; there is no agent. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aSecurityPropertiesFileInstallsTheProviderFirst(Jdk jdk, @TempDir Path folder) throws Exception {
        Path reference = reference(folder, "server.p12");
        for (String first : List.of("LinuxKeyringFiles", LinuxKeyringFilesProvider.class.getName())) {
            Outcome outcome = ChildJvm.of(jdk)
                    .classPath(List.of(Jars.all()))
                    .options(jdk.nativeAccess().toArray(String[]::new))
                    .options("-Djava.security.properties=" + providers(folder, jdk, first))
                    .run(ServeByFileName.class, reference.toString())
                    .succeeded();

            assertEquals("PKCS12 web served\n", outcome.out(), outcome::toString);
            assertEquals("", outcome.err());
        }
    }

    private static Path providers(Path folder, Jdk jdk, String first) throws IOException {
        Properties jdks = new Properties();
        try (InputStream in = Files.newInputStream(jdk.home().resolve("conf/security/java.security"))) {
            jdks.load(in);
        }
        List<String> all = new ArrayList<>(List.of(first));
        for (int i = 1; jdks.containsKey("security.provider." + i); i++) {
            all.add(jdks.getProperty("security.provider." + i));
        }
        all.add("LinuxKeyring");
        Properties moved = new Properties();
        for (int i = 0; i < all.size(); i++) {
            moved.setProperty("security.provider." + (i + 1), all.get(i));
        }
        Path file = folder.resolve("linuxkeyring.security");
        try (OutputStream out = Files.newOutputStream(file)) {
            moved.store(out, null);
        }
        return file;
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theDefaultContextServesTheKeyring(Jdk jdk, @TempDir Path folder) throws Exception {
        Path reference = reference(folder, "keystore");
        for (String words : List.of(",rotate", "")) {
            Outcome outcome = ChildJvm.of(jdk)
                    .options(
                            AGENT + words,
                            "-Djavax.net.ssl.keyStore=" + reference,
                            "-Djavax.net.ssl.keyStoreType=PKCS12",
                            "-Djavax.net.ssl.trustStore=" + reference,
                            "-Djavax.net.ssl.trustStoreType=JKS")
                    .run(ServeByFileName.class)
                    .succeeded();

            assertEquals("served\n", outcome.out(), outcome::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void keytoolListsTheKeyring(Jdk jdk, @TempDir Path folder) throws Exception {
        Path reference = reference(folder, "keystore");
        for (String[] type : new String[][] {{}, {"-storetype", "PKCS12"}, {"-storetype", "JKS"}}) {
            List<String> command = new ArrayList<>(jdk.program("keytool"));
            command.addAll(List.of("-J" + AGENT, "-list", "-keystore", reference.toString()));
            command.addAll(List.of("-storepass", "ignored"));
            command.addAll(Arrays.asList(type));
            Outcome outcome = Child.of(command).run().succeeded();

            assertTrue(outcome.out().contains("web, "), outcome::toString);
            assertTrue(outcome.out().contains("Keystore provider: LinuxKeyringFiles"), outcome::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void keytoolsStorepasswdLeavesKeysWithoutAPassword(Jdk jdk, @TempDir Path folder) throws Exception {
        Path reference = reference(folder, "keystore");
        List<String> command = new ArrayList<>(jdk.program("keytool"));
        command.addAll(List.of("-J" + AGENT, "-storepasswd", "-keystore", reference.toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", "ignored", "-new", "changeit"));

        Child.of(command).run().succeeded();

        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring("@s").build());
        assertEquals(TestKeys.pair("EC/secp256r1").getPrivate(), store.getKey("web", null));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void cacertsStayReadable(Jdk jdk, @TempDir Path folder) throws Exception {
        Path type = Files.writeString(folder.resolve("java.security"), "keystore.type=LINUXKEYRING\n");
        for (String options : List.of("=files", "=keyring=@s")) {
            Outcome outcome = ChildJvm.of(jdk)
                    .options("-javaagent:" + Jars.all() + options, "-Djava.security.properties=" + type)
                    .run(TrustedByDefault.class)
                    .succeeded();

            assertEquals("true\n", outcome.out(), outcome::toString);
        }
    }
}
