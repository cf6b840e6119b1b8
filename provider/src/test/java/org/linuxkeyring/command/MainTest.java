package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;

class MainTest {
    private static final String SECRET = "correct horse battery staple";
    private static final KeyStoreTrial MEMORY =
            new KeyStoreTrial(KeyringLoadStoreParameter.builder().backend("memory"));

    private final Keyctl keyctl = Backend.privateMemory();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
        KeyStoreTrial failing = new KeyStoreTrial(KeyringLoadStoreParameter.builder()
                .backend("memory")
                .keyring("@u/missing")
                .create(false));
        assertEquals(1, new Main(() -> keyctl, failing, print(out), print(err)).run(List.of("doctor")));
        assertEquals("", err());
    }

    @Test
    void aKernelThatRefusesIsAMessageNotAStackTrace() {
        Supplier<Keyctl> refusing = () -> {
            throw new KeyringException("The kernel refuses");
        };
        assertEquals(1, new Main(refusing, MEMORY, print(out), print(err)).run(List.of("show")));
        assertEquals("The kernel refuses", err().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shew", "show @u @s", "show shop", "remove", "remove @u/a @u/b", "doctor @u"})
    void anythingElseIsAnsweredByTheUsage(String line) {
        assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ")));
        assertEquals("", out());
        assertTrue(err().contains("usage: java -jar"), err());
    }

    private int add(String type, String description, String payload, int keyring) {
        return keyctl.addKey(bytes(type), bytes(description), ByteBuffer.wrap(bytes(payload)), keyring);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int run(String... args) {
        return new Main(() -> keyctl, MEMORY, print(out), print(err)).run(List.of(args));
    }

    private void assertLine(String end, int serial) {
        assertTrue(out().lines().anyMatch(line -> line.strip().startsWith(serial + " ") && line.endsWith(end)), out());
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
