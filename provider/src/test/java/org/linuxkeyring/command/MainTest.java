package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

class MainTest {
    private static final String SECRET = "correct horse battery staple";

    private final Keyctl keyctl = OpenBackend.privateMemory();
    private final CommandRun command = new CommandRun(() -> keyctl, Backend.MEMORY);

    @Test
    void showPrintsTheKeyringsOfTheProcessAsATree() {
        int shop = add("keyring", "shop", "", Keyctl.USER_KEYRING);
        int key = add("user", "tls:server", SECRET, shop);
        assertEquals(0, run("show"));
        assertEquals("", err());
        assertLine(" \\_ keyring: shop", shop);
        assertLine(" \\_ user: tls:server", key);
        assertTrue(out().contains("alswrv-----v------------"), out());
    }

    @Test
    void showPrintsOneKeyringByItsPath() {
        int shop = add("keyring", "shop", "", Keyctl.USER_KEYRING);
        add("user", "tls:server", SECRET, shop);
        add("user", "elsewhere", SECRET, Keyctl.USER_KEYRING);
        assertEquals(0, run("show", "@u/shop"));
        assertLine("  keyring: shop", shop);
        assertEquals(3, out().lines().count(), out());
    }

    @Test
    void noPayloadIsPrinted() {
        add("user", "tls:server", SECRET, Keyctl.USER_KEYRING);
        run("show");
        assertTrue(out().contains("tls:server"), out());
        assertTrue(!out().contains(SECRET), out());
    }

    @Test
    void aKeysDescriptionCannotSteerTheTerminal() {
        add("user", "a\u001b[2Jb\nc", SECRET, Keyctl.USER_KEYRING);
        run("show", "@u");
        assertTrue(out().contains("user: a\\u001b[2Jb\\u000ac"), out());
    }

    @Test
    void removeUnlinksAKeyringFromTheOneAboveIt() {
        int shop = add("keyring", "shop", "", Keyctl.USER_KEYRING);
        add("keyring", "tls", "", shop);
        assertEquals(0, run("remove", "@u/shop/tls"));
        assertEquals(0, keyctl.readKeyring(shop).length);
        assertEquals(0, run("remove", "@u/shop"));
        assertEquals(1, run("show", "@u/shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@u", "@u/missing", "@u/missing/tls"})
    void removeRefusesWhatIsNotBelowAnother(String keyring) {
        assertEquals(1, run("remove", keyring));
        assertTrue(err().startsWith("keyring @u"), err());
    }

    @Test
    void aMissingKeyringIsAMessageNotAStackTrace() {
        assertEquals(1, run("show", "@u/missing"));
        assertEquals("", out());
        assertTrue(err().startsWith("keyring @u/missing does not exist"), err());
        assertEquals(1, err().lines().count(), err());
    }

    @Test
    void doctorsStatusIsWhetherAKeystoreWorks() {
        assertEquals(0, run("doctor"));
        assertTrue(out().endsWith("A keystore works here.\n"), out());
        Supplier<KeyringLoadStoreParameter.Builder> failing = () -> KeyringLoadStoreParameter.builder()
                .backend(Backend.MEMORY)
                .keyring("@u/missing")
                .create(false);
        assertEquals(1, command.run(failing, "doctor"));
        assertEquals("", err());
    }

    @Test
    void aKernelThatRefusesIsAMessageNotAStackTrace() {
        Supplier<Keyctl> refusing = () -> {
            throw new KeyringException("The kernel refuses");
        };
        CommandRun refused = new CommandRun(refusing, Backend.MEMORY);
        assertEquals(1, refused.run("show"));
        assertEquals("The kernel refuses", refused.err().strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shew",
                "show @u @s",
                "show shop",
                "remove",
                "remove @u/a @u/b",
                "doctor @u",
                "timeout @u web",
                "timeout @u web never",
                "import a.p12 --permissions rw",
                "import a.p12 --password secret",
                "import a.p12 --keyring @u --reference a.keyring",
                "secret set a --keyring @u --reference a.keyring",
                "doctor --alias web",
                "doctor --password-stdin",
                "export"
            })
    void anythingElseIsAnsweredByTheUsage(String line) {
        assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ")));
        assertEquals("", out());
        assertTrue(err().contains("Usage: linuxkeyring"), err());
    }

    @ParameterizedTest
    @CsvSource({"shew, show", "imprt a.p12, import", "import a.p12 --timout 3d, --timeout"})
    void aMisspelledNameIsAnsweredByTheOneThatIsMeant(String line, String meant) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err().lines().skip(1).findFirst().orElseThrow().contains(meant), err());
    }

    @Test
    void aNameThatIsTakenForAnOptionIsNamed() {
        assertEquals(2, run("secret", "get", "--keyring", "@u", "-dash"));
        assertTrue(err().contains("there is no option '-dash'. A name that begins with a dash stands behind"), err());
        assertEquals(1, run("secret", "get", "--keyring", "@u", "--", "-dash"));
        assertTrue(err().startsWith("There is no entry with alias '-dash' in @u. See: linuxkeyring list @u"), err());
    }

    @Test
    void theMessageStaysOnTheScreen() {
        run("import", "a.p12", "--permissions", "rw");
        assertTrue(err().startsWith("Invalid value for option '--permissions': "), err());
        assertTrue(err().endsWith("More: linuxkeyring import --help\n"), err());
        assertTrue(err().lines().count() < 12, err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "doctor ", "show ", "list ", "import ", "export ", "remove ", "timeout "})
    void everyHelpNamesTheOptionsForHelpAndVersion(String name) {
        assertEquals(0, run((name + "-h").split(" ")));
        assertTrue(out().contains("[-hV]"), out());
        assertTrue(out().contains("-h, --help"), out());
        assertTrue(out().contains("-V, --version"), out());
        assertTrue(!out().contains("${"), out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "show", "list", "import", "export", "remove", "timeout"})
    void everyCommandHasHelpThatTellsTheExitStatus(String name) {
        assertEquals(0, run(name, "--help"));
        assertTrue(out().startsWith("Usage: linuxkeyring " + name), out());
        assertTrue(out().contains("Exit status:"), out());
        assertTrue(out().contains("  -h, --help"), out());
        String help = out();
        assertEquals(0, run("help", name));
        assertEquals(help, out());
    }

    /** picocli's own texts contain variables, which arguments do not. */
    @Test
    void theHelpListsEveryCommand() {
        assertEquals(0, run("--help"));
        assertTrue(!out().contains("${"), out());
        for (String name : List.of("doctor", "show", "list", "import", "export", "remove", "timeout")) {
            assertTrue(out().lines().anyMatch(line -> line.startsWith("  " + name + " ")), out());
        }
    }

    @Test
    void aVariableInAnArgumentIsText() {
        String keyring = "@u/${sys:user.name}";
        add("keyring", keyring.substring("@u/".length()), "", Keyctl.USER_KEYRING);
        assertEquals(0, run("remove", keyring));
        assertEquals(1, run("remove", keyring, "--alias=${sys:user.name}"));
        assertTrue(err().contains("${sys:user.name}"), err());
    }

    /** The JVM puts U+FFFD for what the locale cannot decode, so that any two such names would be one. */
    @ParameterizedTest
    @ValueSource(strings = {"remove @u/d\ufffd\ufffdp", "show @u --alias=\ufffd", "\ufffd"})
    void anArgumentThatTheLocaleCannotDecodeIsRefused(String line) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err().contains("the encoding of this locale. For UTF-8 set LC_ALL=C.UTF-8"), err());
        assertEquals("", out());
    }

    @Test
    void theVersionIsTheProviders() {
        assertEquals(0, run("--version"));
        assertTrue(out().startsWith("LinuxKeyring " + new LinuxKeyringProvider().getVersionStr()), out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "list", "list --json", "doctor", "help", "export --alias web"})
    void aCommandWhoseOutputCannotBeWrittenFails(String line) throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        KeyStore store = KeyStoreOn.open(
                OpenBackend.of(Backend.MEMORY),
                KeyringLoadStoreParameter.builder().keyring("@u").build());
        store.setCertificateEntry("web", OnCommandKeyring.CHAIN[0]);
        assertEquals(0, run(line.split(" ")), err());
        command.writingTo(full);
        assertEquals(1, run(line.split(" ")));
        assertEquals("The output cannot be written whole: its reader has ended, or there is no space left\n", err());
    }

    @Test
    void aCompletionScriptForTheShellIsPrinted() {
        assertEquals(0, run("generate-completion"));
        assertTrue(out().contains("complete -F _complete_linuxkeyring"), out());
        assertTrue(out().contains("--kernel-held"), out());
    }

    private int add(String type, String description, String payload, int keyring) {
        return keyctl.addKey(bytes(type), bytes(description), ByteBuffer.wrap(bytes(payload)), keyring);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int run(String... args) {
        return command.run(args);
    }

    private void assertLine(String end, int serial) {
        assertTrue(out().lines().anyMatch(line -> line.strip().startsWith(serial + " ") && line.endsWith(end)), out());
    }

    private String out() {
        return command.out();
    }

    private String err() {
        return command.err();
    }
}
