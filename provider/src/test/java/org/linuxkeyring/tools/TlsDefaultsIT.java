package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * Programs that do not know of keystores serve and use TLS by system properties alone. Server and client have a session
 * keyring each, with keys of their own; {@link OrdinaryUser} keeps the contents of a user keyring away.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class TlsDefaultsIT {
    private static final String PASSWORD = "changeit";

    private static OrdinaryUser user;

    @BeforeAll
    static void makeUser() throws IOException {
        user = OrdinaryUser.withPrograms(TlsServer.class, TlsClient.class);
    }

    @AfterAll
    static void forgetUser() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    static Stream<Arguments> jdksKeysAndKeyManagers() {
        return Jdk.installed().stream()
                .flatMap(jdk -> Stream.of("RSA", "EC/secp256r1", "Ed25519")
                        .flatMap(
                                key -> Stream.of("SunX509", "PKIX").map(managers -> Arguments.of(jdk, key, managers))));
    }

    @ParameterizedTest
    @MethodSource("jdksKeysAndKeyManagers")
    void bothSidesShowTheirKeyringsCertificate(Jdk jdk, String algorithm, String keyManagers) throws Throwable {
        String server = identityInTheSession(algorithm);
        try (BackgroundProgram program = new BackgroundProgram(command(jdk, keyManagers, TlsServer.class))) {
            String port = program.nextLine();
            FreshSession.call(() -> {
                String client = identityInTheSession(algorithm);
                Outcome outcome = Child.of(command(jdk, keyManagers, TlsClient.class, port, "TLSv1.2", "TLSv1.3"))
                        .run()
                        .succeeded();
                assertEquals(
                        List.of(TlsClient.line("TLSv1.2", server, client), TlsClient.line("TLSv1.3", server, client)),
                        outcome.out().lines().toList());
                return null;
            });
        }
    }

    /**
     * Stores a key pair of this name, once with the password that TLS is given and once without, and the trusted
     * authority.
     */
    private static String identityInTheSession(String algorithm) throws Exception {
        KeyPair pair = TestKeys.fresh(algorithm);
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 3);
        KeyStore store =
                ScratchKeyring.keyStore(KeyringLoadStoreParameter.builder().keyring("@s"));
        store.setKeyEntry("protected", pair.getPrivate(), PASSWORD.toCharArray(), chain);
        store.setKeyEntry("plain", pair.getPrivate(), null, chain);
        store.setCertificateEntry("root", TestCertificates.root());
        return chain[0].getSubjectX500Principal().getName();
    }

    private static List<String> command(Jdk jdk, String keyManagers, Class<?> program, String... arguments)
            throws IOException {
        String security = "security.provider.13=LinuxKeyring\nssl.KeyManagerFactory.algorithm=" + keyManagers + "\n";
        List<String> options = List.of(
                "-Djava.security.properties=" + user.file("java.security", security),
                // The session belongs to the user who runs the tests, which is root if the program's user is
                // another.
                "-Dlinuxkeyring.session=any",
                "-Djavax.net.ssl.keyStore=NONE",
                "-Djavax.net.ssl.keyStoreType=LINUXKEYRING",
                "-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.trustStore=NONE",
                "-Djavax.net.ssl.trustStoreType=LINUXKEYRING");
        return Stream.concat(user.in(List.of()).stream(), user.java(jdk, options, program, arguments).stream())
                .toList();
    }
}
