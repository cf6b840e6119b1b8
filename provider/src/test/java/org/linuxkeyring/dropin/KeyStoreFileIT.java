package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/**
 * {@code KeyStore.getInstance(File, char[])} asks every provider whether the file is its own: what is handed in opens
 * no keyring.
 */
class KeyStoreFileIT {
    private static final String PASSWORD = "correct horse";

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    @Tag("kernel")
    @ExtendWith(FreshSession.class)
    void referenceFileIsRecognisedWhereThatIsTurnedOn(Jdk jdk, @TempDir Path folder)
            throws GeneralSecurityException, IOException {
        Path reference = reference(folder);
        Path security = Files.writeString(folder.resolve("java.security"), "linuxkeyring.probe=true\n");
        for (String option : List.of("-Dlinuxkeyring.probe=true", "-Djava.security.properties=" + security)) {
            ChildJvm jvm = ChildJvm.of(jdk).classPath(List.of(Jars.all())).options(option);
            assertOpens("LINUXKEYRING [token]", jvm, reference);
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    @Tag("kernel")
    @ExtendWith(FreshSession.class)
    void referenceFileThatIsHandedInOpensNothing(Jdk jdk, @TempDir Path folder)
            throws GeneralSecurityException, IOException {
        Outcome outcome = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .run(OpenFile.class, reference(folder).toString(), PASSWORD)
                .failed();
        assertTrue(outcome.err().contains("java.security.KeyStoreException"), outcome::toString);
        assertTrue(outcome.out().isEmpty(), outcome::toString);
    }

    private static Path reference(Path folder) throws GeneralSecurityException, IOException {
        Path reference = folder.resolve("keyring.properties");
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring("@s").build());
        store.setKeyEntry("token", new SecretKeySpec(new byte[16], "AES"), null, null);
        try (OutputStream out = Files.newOutputStream(reference)) {
            store.store(out, null);
        }
        return reference;
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void pkcs12FileIsOpenedThoughJnaIsMissing(Jdk jdk, @TempDir Path folder)
            throws GeneralSecurityException, IOException {
        List<Path> jars = new ArrayList<>(Jars.bouncyCastle());
        jars.add(Jars.plain());

        assertOpens("PKCS12 [token]", ChildJvm.of(jdk).classPath(jars), pkcs12(folder));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#restrictingNativeAccess")
    void pkcs12FileIsOpenedThoughNativeAccessIsDenied(Jdk jdk, @TempDir Path folder)
            throws GeneralSecurityException, IOException {
        ChildJvm jvm = ChildJvm.of(jdk).classPath(List.of(Jars.all())).options("--illegal-native-access=deny");

        assertOpens("PKCS12 [token]", jvm, pkcs12(folder));
    }

    private static void assertOpens(String expected, ChildJvm jvm, Path file) {
        assertEquals(
                expected,
                jvm.run(OpenFile.class, file.toString(), PASSWORD)
                        .succeeded()
                        .out()
                        .strip());
    }

    private static Path pkcs12(Path folder) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("token", new SecretKeySpec(new byte[16], "AES"), PASSWORD.toCharArray(), null);
        Path file = folder.resolve("keystore");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
