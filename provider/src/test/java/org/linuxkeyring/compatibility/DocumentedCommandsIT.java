package org.linuxkeyring.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * Runs the commands of the documents that are marked so ({@code ```sh run}), page by page, in a folder with the files
 * that the pages speak of, and compares what they print where the page shows it ({@code ```text output}). Numbers may
 * differ. The session keyring takes the place of the user's, and passwords come from the environment in place of a
 * person.
 */
@ExtendWith(FreshSession.class)
@Tag("slow")
class DocumentedCommandsIT {
    private static final Path DOCUMENTS = Path.of("..", "docs");
    private static final String PASSWORD = "changeit";
    private static final Pattern BLOCK = Pattern.compile("```(sh run|text output)\n(.*?)```", Pattern.DOTALL);
    private static final String MARK = "== block ";
    private static final String PROGRAM = "linuxkeyring() { java -jar linuxkeyring-all.jar \"$@\"; }\n";

    @TempDir
    private Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCUMENTS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(DocumentedCommandsIT::hasCommands)
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasCommands(Path file) {
        try {
            return Files.readString(file).contains("```sh run\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theCommandsOfAPageDoWhatItSays(Path page) throws Exception {
        String text = Files.readString(page);
        for (String program : List.of("keyctl", "openssl", "jq", "sysctl")) {
            List<String> probe = List.of(program, program.equals("openssl") ? "version" : "--version");
            assumeTrue(!usesProgram(text, program) || Programs.work(probe), program + " is not installed");
        }
        prepare(!text.contains("cat > shop.properties"));
        StringBuilder script = new StringBuilder("set -euo pipefail\ncd " + folder + "\n" + PROGRAM);
        List<String> expected = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("sh run")) {
                expected.add("");
                script.append("echo '").append(MARK).append("'\n").append(runnable(block.group(2)));
            } else {
                expected.set(expected.size() - 1, block.group(2));
            }
        }
        assertFalse(expected.isEmpty());
        Outcome outcome = Child.of("bash", "-c", script.toString())
                .environment("HOME", folder.toString())
                .environment("P12_PASSWORD", PASSWORD)
                .environment("DB_PASSWORD", "swordfish")
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .run()
                .succeeded();
        String[] printed = outcome.out().split(MARK + "\n");
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).isEmpty()) {
                assertEquals(comparable(expected.get(i)), comparable(printed[i + 1]), outcome::toString);
            }
        }
    }

    private static boolean usesProgram(String text, String program) {
        return BLOCK.matcher(text)
                .results()
                .anyMatch(block ->
                        block.group(1).equals("sh run") && block.group(2).contains(program + " "));
    }

    /**
     * Makes what the pages speak of: the jar, stores and PEM files of a server and, unless a page makes its own, two
     * reference files with an entry each.
     */
    private void prepare(boolean withReferences) throws Exception {
        Files.createSymbolicLink(
                folder.resolve("linuxkeyring-all.jar"), Jars.all().toAbsolutePath());
        store("server.p12", "PKCS12", "server", PASSWORD);
        store("renewed.p12", "PKCS12", "web", PASSWORD);
        store("old.jks", "JKS", "web", "secret-of-web");
        KeyPair pair = TestKeys.pair("RSA");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        pem("web.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem("web.crt", "CERTIFICATE", chain[0].getEncoded());
        pem("chain.crt", "CERTIFICATE", chain[1].getEncoded());
        for (String name : withReferences ? List.of("shop", "roots") : List.<String>of()) {
            Path reference = Files.writeString(folder.resolve(name + ".properties"), "keyring=@s/" + name + "\n");
            KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            try (InputStream in = Files.newInputStream(reference)) {
                store.load(in, null);
            }
            store.setKeyEntry("web", pair.getPrivate(), null, chain);
        }
    }

    private void pem(String name, String label, byte[] content) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                        + "-----\n");
    }

    private static String runnable(String commands) {
        return commands.replaceAll("@u\\b", "@s")
                .replaceAll("/opt/|\\bconf/", "")
                .replaceAll("(import server.p12 --keyring \\S+)", "$1 --password-env P12_PASSWORD")
                .replaceAll("(?m)^keytool -importcert .*\n", "");
    }

    private static String comparable(String output) {
        return output.replaceAll("[0-9]+", "0").replaceAll(" +", " ");
    }

    private void store(String name, String type, String alias, String keyPassword) throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setKeyEntry(
                alias, pair.getPrivate(), keyPassword.toCharArray(), TestCertificates.chain(pair.getPublic(), 2));
        try (OutputStream file = Files.newOutputStream(folder.resolve(name))) {
            store.store(file, PASSWORD.toCharArray());
        }
    }
}
