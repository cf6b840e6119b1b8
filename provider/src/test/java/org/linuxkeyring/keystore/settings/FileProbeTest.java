package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** A file that another party supplies names no keyring of ours, unless the application allowed that. */
class FileProbeTest {
    private static final String PROPERTY = "linuxkeyring.probe";
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\n";

    @AfterEach
    void clearProperties() {
        System.clearProperty(PROPERTY);
        Security.setProperty(PROPERTY, "");
    }

    private static LinuxKeyringKeyStore keyStore(Map<String, String> provider) {
        return new LinuxKeyringKeyStore(() -> provider);
    }

    private static ByteArrayInputStream file(String... settings) {
        return new ByteArrayInputStream(bytes(FIRST_LINE + String.join("\n", settings)));
    }

    private static boolean recognises(Map<String, String> provider) throws IOException {
        return keyStore(provider).engineProbe(file("keyring=@u"));
    }

    @Test
    void noFileIsRecognisedUnlessThatIsTurnedOn() throws IOException {
        assertFalse(recognises(Map.of()));
        assertTrue(recognises(Map.of("probe", "true")));
        System.setProperty(PROPERTY, "true");
        assertTrue(recognises(Map.of()));
        assertFalse(recognises(Map.of("probe", "false")));
        System.setProperty(PROPERTY, "false");
        Security.setProperty(PROPERTY, "true");
        assertFalse(recognises(Map.of()));
        System.clearProperty(PROPERTY);
        assertTrue(recognises(Map.of()));
    }

    @Test
    void otherFilesAreNeverRecognised() throws IOException {
        LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true"));
        assertFalse(keyStore.engineProbe(new ByteArrayInputStream(bytes("keyring=@u"))));
        assertFalse(keyStore.engineProbe(new ByteArrayInputStream(new byte[] {0x30, (byte) 0x82})));
        assertTrue(keyStore.engineProbe(new ByteArrayInputStream(bytes("\ufeff" + FIRST_LINE))));
    }

    @Test
    void aBrokenProviderFileTurnsNothingOn() throws IOException {
        LinuxKeyringKeyStore keyStore = new LinuxKeyringKeyStore(() -> {
            throw new IOException("no such file");
        });
        assertFalse(keyStore.engineProbe(file("keyring=@u")));
    }

    @Test
    void aRecognisedFileStartsNoProgramMakesAndClosesNoKeyringAndLetsNoUserIn() throws IOException {
        FileProbe probe = new FileProbe(() -> Map.of("probe", "true"));
        String[] settings = {
            "keyring=@u/shop",
            "prefix=a:",
            "callout=x",
            "callout.aliases=a",
            "restriction=reject",
            "create=true",
            "session=any",
            "owners=1"
        };
        assertEquals(8, probe.settings(file(settings)).size());
        assertTrue(probe.recognises(file(settings)));
        assertEquals(Map.of("keyring", "@u/shop", "prefix", "a:", "create", "false"), probe.settings(file(settings)));
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void aKeyringIsMadeByAFileThatIsNamedAlone(boolean isProbed, boolean isMade) throws Exception {
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY)) {
            String[] settings = {"backend=memory", "keyring=" + scratch.serial() + "/shop", "create=true"};
            LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true"));
            if (isProbed) {
                assertTrue(keyStore.engineProbe(file(settings)));
                String message = assertThrows(IOException.class, () -> keyStore.engineLoad(file(settings), null))
                        .getMessage();
                assertTrue(
                        message.endsWith("A file whose type was recognised makes none: name the type LINUXKEYRING"),
                        message);
            } else {
                keyStore.engineLoad(file(settings), null);
            }
            assertEquals(isMade ? 1 : 0, scratch.links().length);
        }
    }

    @Test
    void aKeyringIsNotClosedByAFileThatWasRecognised() throws Exception {
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY)) {
            Keyctl keyctl = scratch.keyctl();
            int shop = scratch.add("keyring", "shop", new byte[0]);
            String[] settings = {"backend=memory", "keyring=" + scratch.serial() + "/shop", "restriction=reject"};
            LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true"));
            assertTrue(keyStore.engineProbe(file(settings)));
            keyStore.engineLoad(file(settings), null);
            keyStore.engineStore(null, null);
            keyctl.addKey(bytes("user"), bytes("later"), java.nio.ByteBuffer.wrap(bytes("x")), shop);
            assertEquals(1, keyctl.readKeyring(shop).length);
        }
    }

    /** KeyStore keeps what it had when a load fails, so that the next store would be over those entries. */
    @Test
    void sealedEntriesThatWereNotLookedAtAreNotOverwrittenAfterALoadThatFails() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        int from = page.indexOf("-----BEGIN", page.indexOf("```text sealed"));
        String sealed = page.substring(from, page.indexOf("```", from));
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY)) {
            String[] text = {"backend=memory", "keyring=" + scratch.serial(), sealed};
            LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true"));
            assertTrue(keyStore.engineProbe(file(text)));
            keyStore.engineLoad(file(text), null);

            assertThrows(IOException.class, () -> keyStore.engineLoad(file("nonsense=true"), null));

            IOException refused =
                    assertThrows(IOException.class, () -> keyStore.engineStore(new ByteArrayOutputStream(), null));
            assertTrue(refused.getMessage().contains("would be lost"), refused.getMessage());
        }
    }

    /** The kernel makes that keyring, and links it into the session keyring, when it is asked which one it is. */
    @ParameterizedTest
    @ValueSource(strings = {"@persistent", " @persistent", "@persistent/shop"})
    void aRecognisedFileDoesNotLinkThePersistentKeyring(String keyring) throws IOException {
        FileProbe probe = new FileProbe(() -> Map.of("probe", "true"));
        assertTrue(probe.recognises(file("keyring=" + keyring)));
        IOException refused = assertThrows(IOException.class, () -> probe.settings(file("keyring=" + keyring)));
        assertTrue(refused.getMessage().contains("Name the type LINUXKEYRING"), refused.getMessage());
    }

    /**
     * {@code KeyStore.getInstance(File, null)} loads from nothing, which used to open all that the process sees in
     * place of the file.
     */
    @Test
    void aRecognisedFileThatIsNotHandedOnOpensNothing() throws Exception {
        LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true", "backend", "memory"));
        assertTrue(keyStore.engineProbe(file("keyring=@u/shop")));
        IOException refused = assertThrows(IOException.class, () -> keyStore.engineLoad(null, null));
        assertTrue(refused.getMessage().contains("getInstance(File, char[])"), refused.getMessage());
        keyStore.engineLoad(null, null);
        assertTrue(keyStore.engineProbe(file("keyring=@u")));
        keyStore.engineLoad(file("keyring=@u"), null);
        keyStore.engineLoad(null, null);
    }

    /** A keystore that the application loads itself has the application's settings, whatever was probed before. */
    @Test
    void aParameterCountsAfterAProbe() throws Exception {
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY)) {
            LinuxKeyringKeyStore keyStore = keyStore(Map.of("probe", "true"));
            assertTrue(keyStore.engineProbe(file("keyring=@u")));
            keyStore.engineLoad(KeyringLoadStoreParameter.builder()
                    .backend(Backend.MEMORY)
                    .keyring(scratch.serial() + "/shop")
                    .build());
            assertEquals(1, scratch.links().length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aFileDoesNotTurnItOn(String probe) {
        IOException refused = assertThrows(
                IOException.class, () -> keyStore(Map.of()).engineLoad(file("backend=memory", "probe=" + probe), null));
        assertTrue(refused.getMessage().contains("provider's file"), refused.getMessage());
    }
}
