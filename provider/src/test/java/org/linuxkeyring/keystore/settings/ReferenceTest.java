package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final Map<String, String> SETTINGS =
            Map.of("keyring", "@u/zahlungen ä/tls", "timeout", "PT8H", "prefix", "a=b #\\");

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        byte[] text = written(SETTINGS);
        assertEquals(SETTINGS, Reference.read(new ByteArrayInputStream(text)));
        assertTrue(Reference.isReference(new ByteArrayInputStream(text)));
    }

    @Test
    void theSameSettingsAreWrittenAsTheSameBytes() throws IOException {
        assertEquals(text(written(SETTINGS)), text(written(SETTINGS)));
        assertEquals(
                "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\nkeyring=@u/shop\n",
                text(written(Map.of("keyring", "@u/shop"))));
    }

    @Test
    void noSettingsAreWrittenAsARecognisableLine() throws IOException {
        byte[] text = written(Map.of());
        assertTrue(text.length > 0);
        assertTrue(Reference.isReference(new ByteArrayInputStream(text)));
        assertEquals(Map.of(), Reference.read(new ByteArrayInputStream(text)));
    }

    @Test
    void anEmptyStreamMeansTheDefaults() throws IOException {
        assertEquals(Map.of(), Reference.read(new ByteArrayInputStream(new byte[0])));
        assertFalse(Reference.isReference(new ByteArrayInputStream(new byte[0])));
    }

    @Test
    void handWrittenPropertiesAreAccepted() throws IOException {
        assertEquals(
                Map.of("keyring", "@u/shop"), Reference.parse("keyring = @u/shop\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileOfKeysIsRefusedWithTheWayToImportIt() {
        byte[] der = {0x30, (byte) 0x82, 0x0a, 0x00, 0x02, 0x01, 0x03};
        byte[] pem = "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.UTF_8);
        byte[] huge = " ".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        for (byte[] text : new byte[][] {der, pem, huge, {1, 2, 3}, "a=\\u00zz".getBytes(StandardCharsets.UTF_8)}) {
            IOException e = assertThrows(IOException.class, () -> Reference.read(new ByteArrayInputStream(text)));
            assertTrue(e.getMessage().contains("keytool -importkeystore"), e.getMessage());
        }
    }

    @Test
    void anUnknownKeyIsNamed() {
        IOException e =
                assertThrows(IOException.class, () -> Reference.parse("keyrng=@u".getBytes(StandardCharsets.UTF_8)));
        assertTrue(e.getMessage().contains("keyrng"), e.getMessage());
    }

    @Test
    void aSettingThatIsThereTwiceIsNamed() {
        for (String twice : List.of("keyring=@u/a\nkeyring=@u/b", "keyring=@u/a\n# note\nk\\u0065yring : @u/a")) {
            IOException e =
                    assertThrows(IOException.class, () -> Reference.parse(twice.getBytes(StandardCharsets.UTF_8)));
            assertEquals("'keyring' is set twice. Leave one of the lines", e.getMessage());
        }
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        byte[] text = written(SETTINGS);
        byte[] marked = ("\ufeff" + text(text)).getBytes(StandardCharsets.UTF_8);
        assertEquals(SETTINGS, Reference.read(new ByteArrayInputStream(marked)));
        assertEquals(SETTINGS, Reference.parse(marked));
        assertTrue(Reference.isReference(new ByteArrayInputStream(marked)));
        byte[] alone = "\ufeff".getBytes(StandardCharsets.UTF_8);
        assertEquals(Map.of(), Reference.read(new ByteArrayInputStream(alone)));
        assertFalse(Reference.isReference(new ByteArrayInputStream(alone)));
        assertFalse(Reference.isReference(new ByteArrayInputStream(new byte[] {(byte) 0xef, (byte) 0xbb})));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix", "callout", "raw.algorithm", "keyring", "restriction", "owners"})
    void whatIsAcceptedIsWrittenAndReadBack(String key) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 3_000; round++) {
            String value = start(key) + randomText(random);
            try {
                Settings.check(key, value);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            accepted++;
            Map<String, String> settings =
                    Settings.of(List.of(Map.of(key, value))).toMap();
            byte[] text = written(settings);
            assertEquals(settings, Reference.read(new ByteArrayInputStream(text)), () -> "seed " + seed);
            assertArrayEquals(text, written(Reference.parse(text)), () -> "seed " + seed);
            assertTrue(Reference.isReference(new ByteArrayInputStream(text)), () -> "seed " + seed);
        }
        assertTrue(accepted > 100, accepted + " accepted, seed " + seed);
    }

    private static String start(String key) {
        return switch (key) {
            case "keyring" -> "@u/x";
            case "restriction" -> "asymmetric:x";
            case "owners" -> "1000";
            default -> "";
        };
    }

    /**
     * Returns text of characters that are special in properties files, to line readers or in UTF-8, and of any others.
     */
    private static String randomText(Random random) {
        String special = "#!=:\\ \t\n\r\f\u0000\u0001\u0008\u000b"
                + "\u001a\u001b\u007f\u0085\u00a0\u2028\ufeff\ufffd\ud800\udc00ä😀,/.09";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextBoolean()
                            ? special.charAt(random.nextInt(special.length()))
                            : (char) random.nextInt(Character.MAX_VALUE + 1));
        }
        return text.toString();
    }

    @Test
    void theLongestValuesAreReadBack() throws IOException {
        String longest = "\u0001".repeat(4095);
        Map<String, String> settings = Map.of("prefix", longest, "raw.algorithm", longest, "callout", longest);
        assertEquals(settings, Reference.read(new ByteArrayInputStream(written(settings))));
    }

    private static byte[] written(Map<String, String> settings) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Reference.write(settings, new byte[0], out);
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
