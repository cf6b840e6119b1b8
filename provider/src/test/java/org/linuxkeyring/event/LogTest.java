package org.linuxkeyring.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.LogRecord;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The log lines that docs/operations/monitoring.md lists. */
class LogTest {
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\n";

    private static void assertWarns(String start, List<String> lines) throws IOException {
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("WARNING " + start), lines.toString());
        String page = Files.readString(Path.of("..", "docs", "operations", "monitoring.md"));
        String words = lines.get(0).substring("WARNING ".length()).split("[ ']+")[0];
        assertTrue(page.contains("| `" + words), "the page does not list a line that begins with " + words);
    }

    private static List<String> loadRecognised(String text) throws Exception {
        LinuxKeyringKeyStore store = new LinuxKeyringKeyStore(() -> Map.of("probe", "true", "backend", "memory"));
        store.engineProbe(new ByteArrayInputStream(bytes(text)));
        return LogRecord.of(() -> {
            try {
                store.engineLoad(new ByteArrayInputStream(bytes(text)), null);
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("makes none"), e.getMessage());
            }
        });
    }

    @Test
    void aSettingThatDoesNotCountInARecognisedFileIsLogged() throws Exception {
        assertWarns(
                "The setting owners of a file does not count",
                loadRecognised(FIRST_LINE + "keyring=@u\nowners=4711\n"));
    }

    @Test
    void sealedEntriesOfARecognisedFileThatAreLeftAloneAreLogged() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        String fence = "```text sealed\n";
        int from = page.indexOf(fence) + fence.length();
        List<String> lines = loadRecognised(page.substring(from, page.indexOf("```", from)));
        assertEquals(2, lines.size(), lines.toString());
        assertWarns("The sealed entries of a file are not brought back", lines.subList(0, 1));
        assertWarns("The setting seal of a file does not count", lines.subList(1, 2));
    }

    @Test
    void aKeystoreThatIsInMemorySinceThereIsNoKernelIsLogged() throws Exception {
        String system = System.getProperty("os.name");
        String other = "Other " + UUID.randomUUID();
        System.setProperty("os.name", other);
        try {
            List<String> lines = LogRecord.of(() -> {
                OpenBackend.of(Backend.AUTO);
                OpenBackend.of(Backend.AUTO);
                OpenBackend.of(Backend.MEMORY);
            });
            assertWarns("Keystores are in the memory of this process, and end with it: " + other, lines);
        } finally {
            System.setProperty("os.name", system);
        }
    }

    @Test
    void anEntryThatCannotServeIsLoggedOnceAndNoSecretWithIt() throws Exception {
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY)) {
            String alias = "web-" + UUID.randomUUID();
            KeyPair pair = TestKeys.pair("EC/secp256r1");
            KeyStore store = scratch.keyStore();
            store.setKeyEntry("good", pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 1));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            factory.init(store, "guessed wrongly".toCharArray());
            X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
            store.deleteEntry("good");
            store.setKeyEntry(
                    alias, pair.getPrivate(), "secret".toCharArray(), TestCertificates.chain(pair.getPublic(), 1));
            List<String> lines = LogRecord.of(() -> {
                manager.chooseEngineServerAlias("EC", null, null);
                manager.chooseEngineServerAlias("EC", null, null);
            });
            assertWarns("Alias '" + alias + "' serves no TLS handshake", lines);
            assertTrue(!lines.get(0).contains("guessed"), lines.toString());
        }
    }
}
