package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Keys;

/** The commands for secrets: strings and other bytes that are no key of a cipher. */
class SecretCommandTest extends OnCommandKeyring {
    @Test
    void aTypedSecretIsStoredInUtf8AndWrittenAsItIs() throws Exception {
        command.typing("pässwörd €");

        assertEquals(0, set("db"), command.err());

        assertArrayEquals(
                "pässwörd €".getBytes(StandardCharsets.UTF_8),
                store.getKey("db", null).getEncoded());
        assertEquals("RAW", store.getKey("db", null).getAlgorithm());
        assertEquals(0, get("db"), command.err());
        assertEquals("pässwörd €", command.out());
        assertEquals("", command.err());
    }

    @Test
    void everyByteOfAFileOrOfStandardInputIsStored() throws Exception {
        byte[] bytes = new byte[1024];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
        Path file = Files.write(folder.resolve("secret"), bytes);

        assertEquals(0, set("file", "--file", file.toString()), command.err());
        command.input(bytes);
        assertEquals(0, set("input", "--file", "-"), command.err());

        for (String alias : List.of("file", "input")) {
            assertEquals(0, get(alias), command.err());
            assertArrayEquals(bytes, command.bytes());
        }
    }

    @Test
    void aLineFeedAtTheEndIsStoredAndTold() {
        command.input("secret\n");

        assertEquals(0, set("db", "--file", "-"));

        command.assertRefuses("ends with a line feed");
        assertEquals(0, get("db"));
        assertEquals("secret\n", command.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0\u0003\u0002\u0001\u0000", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void aValueThatLooksLikeAnEntryIsAValue(String value) {
        command.input(value);

        assertEquals(0, set("db", "--file", "-"), command.err());

        assertEquals(0, get("db"), command.err());
        assertEquals(value, command.out());
    }

    @Test
    void anExistingEntryIsLeftAloneUnlessAskedTo() {
        assertEquals(0, set("db"));
        command.typing("another");

        assertEquals(1, set("db"));
        command.assertRefuses("There is an entry with alias 'db' already");
        assertEquals(0, set("db", "--replace"));

        assertEquals(0, get("db"));
        assertEquals("another", command.out());
    }

    @Test
    void emptyAndOverlongValuesAreRefusedAndNothingIsStored() throws Exception {
        command.typing("");
        assertEquals(1, set("db"));
        command.assertRefuses("The value is empty");
        command.input(new byte[1 << 20]);
        assertEquals(1, set("db", "--file", "-"));
        command.assertRefuses("more than 1048575 bytes");
        assertEquals(1, set("db", "--file", folder.resolve("nothing").toString()));
        command.assertRefuses("does not exist");

        assertEquals(1, set("db", "--file", folder.toString()));
        command.assertRefuses("is a folder");

        assertFalse(store.containsAlias("db"));
    }

    @Test
    void timeoutAndPermissionsAreThoseOfTheOptions() {
        assertEquals(0, set("db", "--timeout", "1h", "--permissions", "0x3f030000"), command.err());

        assertEquals(0, command.run("secret", "list", serial));
        command.assertSays("in 59 min");
        command.assertSays("alswrv----rv------------");
    }

    @Test
    void aTerminalShowsTheValueWhenAskedAlone() {
        assertEquals(0, set("db"));
        command.toTerminal();

        assertEquals(1, get("db"));
        command.assertRefuses("Standard output is a terminal");
        assertEquals("", command.out());
        assertEquals(0, get("db", "--show"));
        assertEquals(new String(PASSWORD) + "\n", command.out());
    }

    @Test
    void whatIsNoSecretIsNotWritten() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        store.setCertificateEntry("ca", CHAIN[1]);

        for (String alias : List.of("web", "ca")) {
            assertEquals(1, get(alias));
            command.assertRefuses("'" + alias + "' is no secret");
            assertEquals("", command.out());
        }
        assertEquals(1, get("nothing"));
        command.assertRefuses("There is no entry with alias 'nothing'");
    }

    @Test
    void whatIsNoSecretIsNotReplacedByOne() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);

        assertEquals(1, set("web", "--replace"));
        command.assertRefuses("Entry 'web' is no secret");
        assertTrue(store.entryInstanceOf("web", KeyStore.PrivateKeyEntry.class));
    }

    @Test
    void withOpaqueKeysTheSettingIsNamedAndNotTheKernel() {
        assertEquals(0, set("db"));

        assertEquals(
                1, command.run(() -> keyring.settings().keys(Keys.OPAQUE), "secret", "get", "db", "--keyring", serial));
        command.assertRefuses("keys=opaque");
    }

    @Test
    void theListTellsNoLengthOfAValue() {
        assertEquals(0, set("db"));

        assertEquals(0, command.run("secret", "list", serial));
        assertTrue(command.out().lines().anyMatch(line -> line.matches(" \\\\_ db +secret +RAW +- .*")), command::out);
    }

    @Test
    void aSecretWithAPasswordOfItsOwnNeedsIt() throws Exception {
        store.setKeyEntry("db", new SecretKeySpec(new byte[] {'x'}, "RAW"), "of its own".toCharArray(), null);
        Path password = Files.writeString(folder.resolve("password"), "of its own");

        assertEquals(1, get("db"));
        command.assertRefuses("password");
        assertEquals(0, get("db", "--password-file", password.toString()), command.err());
        assertEquals("x", command.out());
    }

    @Test
    void aPasswordThatKeytoolStoredIsASecret() throws Exception {
        PBEKeySpec spec = new PBEKeySpec("from keytool".toCharArray());
        store.setKeyEntry("db", SecretKeyFactory.getInstance("PBE").generateSecret(spec), null, null);

        assertEquals(0, get("db"), command.err());
        assertEquals("from keytool", command.out());
    }

    /** The JDK decodes what is typed by the locale, and in the locale C puts U+FFFD for each byte beyond ASCII. */
    @Test
    void aValueThatTheLocaleCannotReadIsNotStored() throws Exception {
        command.typing("p\ufffd\ufffdssword");

        assertEquals(1, set("db"));

        command.assertRefuses("set LC_ALL=C.UTF-8, or use --file FILE");
        assertFalse(store.containsAlias("db"));
    }

    @Test
    void secretsAndWhatMayBeOneAreListed() throws Exception {
        assertEquals(0, set("db"));
        store.setKeyEntry("web", KEY, null, CHAIN);
        store.setCertificateEntry("ca", CHAIN[1]);

        assertEquals(0, command.run("secret", "list", serial));
        command.assertSays(" \\_ db");
        assertFalse(command.out().contains("web"), command.out());
        assertFalse(command.out().contains("ca "), command.out());
        assertEquals(0, command.run("secret", "list", serial, "--json"));
        assertTrue(command.out().startsWith("[\n  {\"alias\": \"db\", \"kind\": \"secret\""), command.out());
    }

    @Test
    void aFailureWithoutAMessageIsToldByItsName() {
        Supplier<KeyringLoadStoreParameter.Builder> failing = () -> {
            throw new KeyringException(null);
        };

        assertEquals(1, command.run(failing, "secret", "list", serial));

        assertEquals("org.linuxkeyring.error.KeyringException\n", command.err());
    }

    @Test
    void aFullDiskOrAReaderThatEndedIsAFailure() throws Exception {
        assertEquals(0, set("db"));
        command.writingTo(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        });

        assertEquals(1, get("db"));
        command.assertRefuses("The output cannot be written whole");
    }

    private int set(String alias, String... options) {
        return run("set", alias, options);
    }

    private int get(String alias, String... options) {
        return run("get", alias, options);
    }

    private int run(String what, String alias, String... options) {
        List<String> words = new ArrayList<>(List.of("secret", what, alias, "--keyring", serial));
        words.addAll(List.of(options));
        return command.run(words.toArray(String[]::new));
    }
}
