package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.tools.Keytool.STORE_PASSWORD;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** The line that keytool prints for a failure, which says what failed, why and what to do. */
class KeytoolErrorsIT extends OnEachKeytool {
    KeytoolErrorsIT(Jdk jdk) {
        super(jdk);
    }

    private static void assertSays(Child keytool, String... parts) {
        Outcome outcome = keytool.run().failed();
        String error = outcome.out()
                .lines()
                .filter(line -> line.startsWith("keytool error: "))
                .findFirst()
                .orElse("");
        for (String part : parts) {
            assertTrue(error.contains(part), () -> "'" + part + "' is missing in " + outcome);
        }
    }

    @Test
    void aWrongKeyPasswordIsToldAsSuch() throws Exception {
        setPair("web", KEY_PASSWORD, 1);
        assertSays(
                keytool().childOn("NONE", "-certreq -alias web -keypass wrong-wrong"),
                "UnrecoverableKeyException",
                "'web'",
                "The password is not the one");
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() {
        assertSays(
                keytoolWithoutSettings().configuredBy(file("nowhere")).childOn("NONE", "-list"),
                file("nowhere").toString(),
                "there is no such file");
    }

    @Test
    void anUnknownSettingOfTheConfigurationIsNamed() throws Exception {
        Path settings = file("settings", "keyrng=@u\n");
        assertSays(
                keytoolWithoutSettings().configuredBy(settings).childOn("NONE", "-list"),
                settings.toString(),
                "Unknown setting 'keyrng'",
                "keyring, create, type");
    }

    @Test
    void aKeyringThatIsNotThereIsNamed() throws Exception {
        Path settings = file("settings", "keyring=" + scratch().serial() + "/shop\ncreate=false\n");
        assertSays(
                keytoolWithoutSettings().configuredBy(settings).childOn("NONE", "-list"),
                "/shop does not exist",
                "create=true");
    }

    @Test
    void aPkcs12FileTakenForAReferenceIsToldHowToBeImported() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        Path file = file("server.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            pkcs12.store(out, STORE_PASSWORD.toCharArray());
        }
        assertSays(
                keytool().childOn(file, "-list"),
                "no reference to a keyring",
                "keytool -importkeystore -srckeystore FILE -destkeystore NONE");
    }
}
