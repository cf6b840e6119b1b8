package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.BadEntry;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;

/**
 * Bad entries of every kind, before and behind the good ones of a keyring, make the JDK's tools and the commands fail
 * for these entries alone.
 */
@Tag("slow")
class BadNeighboursIT extends OnEachKeytool {
    private static final String GOOD = "good";
    private static final String ROOT = "root";

    /** The kinds that make a false claim or have an unusable issuer, but can be used like others. */
    private static final EnumSet<BadEntry> WHOLE = EnumSet.of(
            BadEntry.FORGED_SERIAL_AND_EXPIRY,
            BadEntry.FORGED_TYPE_AND_PERMISSIONS,
            BadEntry.CHAIN_WITH_AN_ISSUER_THAT_THE_JDK_REFUSES);

    private final Jdk jdk;
    private X509Certificate[] chain;

    BadNeighboursIT(Jdk jdk) {
        super(jdk);
        this.jdk = jdk;
    }

    /**
     * The kernel's order is that of a hash of the names; each kind is added under two names, so that some come first.
     */
    @BeforeEach
    void surroundGoodEntriesByBadOnes() throws Exception {
        surround(EnumSet.allOf(BadEntry.class));
    }

    private void surround(Set<BadEntry> bad) throws Exception {
        scratch().keyctl().clear(scratch().serial());
        addAll(bad, "first");
        chain = setPair(GOOD, Keytool.STORE_PASSWORD, 3);
        keyStore().setCertificateEntry(ROOT, TestCertificates.root());
        addAll(bad, "last");
    }

    private void addAll(Set<BadEntry> bad, String place) {
        try {
            bad.forEach(each -> each.addTo(scratch(), alias(place, each)));
        } catch (KeyctlException e) {
            assumeTrue(e.errno() != Errno.EDQUOT, "this user's key quota is too small for all of them");
            throw e;
        }
    }

    private static String alias(String place, BadEntry bad) {
        return place + "-" + bad.name().toLowerCase(Locale.ROOT);
    }

    private Path reference() throws Exception {
        return file("shop.properties", "keyring=" + scratch().serial() + "\n");
    }

    @Test
    void keytoolListsTheGoodEntriesAndExportsTheirCertificates() throws Exception {
        Outcome listed = keytool().childOn("NONE", "-list -v").run();
        assertEquals(0, listed.status(), listed::toString);
        assertTrue(listed.out().contains("Alias name: " + GOOD + "\n"), listed::toString);
        assertTrue(listed.out().contains("Alias name: " + ROOT + "\n"), listed::toString);
        assertFalse(listed.out().contains("keytool error"), listed::toString);

        Path file = file("good.crt");
        keytool().on("NONE", "-exportcert -alias good -file %s", file);
        try (InputStream in = Files.newInputStream(file)) {
            assertEquals(chain[0], CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
    }

    /**
     * The entry is named, because for all entries keytool asks for the password of each that cannot be recovered, and
     * gives up.
     */
    @Test
    void keytoolCopiesAGoodEntryOutAndIn() throws Exception {
        Path file = file("copy.p12");
        keytoolWithoutSettings()
                .child(
                        "-importkeystore -noprompt -srckeystore %s -srcstoretype LINUXKEYRING -srcstorepass %s"
                                + " -srcalias good -destkeystore %s -deststoretype PKCS12 -deststorepass %s",
                        reference(), Keytool.STORE_PASSWORD, file, Keytool.STORE_PASSWORD)
                .run()
                .succeeded();
        KeyStore copy = KeyStore.getInstance(file.toFile(), Keytool.STORE_PASSWORD.toCharArray());
        assertEquals(PAIR.getPrivate(), copy.getKey(GOOD, Keytool.STORE_PASSWORD.toCharArray()));

        List<String> before = Collections.list(keyStore().aliases());
        keytoolWithoutSettings()
                .child(
                        "-importkeystore -noprompt -srckeystore %s -srcstoretype PKCS12 -srcstorepass %s -srcalias good"
                                + " -destkeystore %s -deststoretype LINUXKEYRING -deststorepass %s -destalias again",
                        file, Keytool.STORE_PASSWORD, reference(), Keytool.STORE_PASSWORD)
                .run()
                .succeeded();
        assertEquals(PAIR.getPrivate(), key("again", Keytool.STORE_PASSWORD));
        assertTrue(Collections.list(keyStore().aliases()).containsAll(before));
    }

    @Test
    void jarsignerSignsWithTheGoodEntry() throws Exception {
        Jarsigner jarsigner = new Jarsigner(jdk);
        Path jar = Jarsigner.jar(file("application.jar"));

        Outcome signed = jarsigner.sign(jar, reference(), GOOD).run().succeeded();

        assertFalse(signed.out().contains("Exception"), signed::toString);
        assertTrue(jarsigner.verify(jar).out().contains("jar verified."));
    }

    @Test
    void programsServeAndTrustTheGoodEntriesByTheJdksProperties() throws Exception {
        surround(EnumSet.complementOf(WHOLE));
        String name = chain[0].getSubjectX500Principal().getName();
        for (String keyManagers : List.of("PKIX", "SunX509")) {
            try (BackgroundProgram server = new BackgroundProgram(program(keyManagers, TlsServer.class))) {
                Outcome outcome = Child.of(program(keyManagers, TlsClient.class, server.nextLine(), "TLSv1.3"))
                        .run()
                        .succeeded();
                assertEquals(TlsClient.line("TLSv1.3", name, name) + "\n", outcome.out(), outcome::toString);
            }
        }
    }

    private List<String> program(String keyManagers, Class<?> program, String... arguments) throws Exception {
        Path security = file(
                "java.security",
                "security.provider.13=LinuxKeyring\nssl.KeyManagerFactory.algorithm=" + keyManagers + "\n");
        Path classes = Path.of(
                program.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> line = new ArrayList<>(jdk.java());
        line.addAll(List.of(
                "-Djava.security.properties=" + security,
                "-Djavax.net.ssl.keyStore=" + reference(),
                "-Djavax.net.ssl.keyStoreType=LINUXKEYRING",
                "-Djavax.net.ssl.keyStorePassword=" + Keytool.STORE_PASSWORD,
                "-Djavax.net.ssl.trustStore=" + reference(),
                "-Djavax.net.ssl.trustStoreType=LINUXKEYRING"));
        line.addAll(List.of("-cp", Jars.all() + ":" + classes, program.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    @Test
    void theCommandsTellOfEachAndExportTheGoodOne() throws Exception {
        String keyring = String.valueOf(scratch().serial());
        String table = Keytool.clean(command("list", keyring)).out();
        String json = Keytool.clean(command("list", keyring, "--json")).out();
        String tree = command("show").succeeded().out();
        for (String alias :
                List.of(GOOD, ROOT, alias("first", BadEntry.OPENSSH_KEY), alias("last", BadEntry.CHARACTER_0))) {
            assertTrue(table.contains(" \\_ " + alias + " "), table);
            assertTrue(json.contains("{\"alias\": \"" + alias + "\""), json);
            assertTrue(tree.contains(" \\_ user: " + alias + "\n"), tree);
        }
        String exported = Keytool.clean(command("export", "--keyring", keyring, "--alias", GOOD))
                .out();
        assertEquals(
                3,
                Pattern.compile("BEGIN CERTIFICATE").matcher(exported).results().count());

        Outcome refused =
                command("export", "--keyring", keyring, "--alias", alias("first", BadEntry.CERTIFICATE_REQUEST));
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.err().contains("which has only: CERTIFICATE REQUEST"), refused::toString);
    }

    private Outcome command(String... arguments) {
        List<String> line = new ArrayList<>(jdk.java());
        line.addAll(List.of("-jar", Jars.all().toString()));
        line.addAll(List.of(arguments));
        return Child.of(line).run();
    }
}
