package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        byte[] huge = " ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
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

    private static byte[] written(Map<String, String> settings) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Reference.write(settings, out);
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
