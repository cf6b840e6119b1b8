package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertEquals("tls:server Schlüssel 鍵 \\n 🔑", Printable.text("tls:server Schlüssel 鍵 \\n 🔑"));
    }

    @Test
    void whatATerminalWouldObeyIsWrittenOut() {
        assertEquals("\\u001b[2J\\u0007\\u000a\\u007f", Printable.text("\u001b[2J\u0007\n\u007f"));
        assertEquals("\\u009b31m", Printable.text("\u009b31m"));
        assertEquals("\\u202e\\u2066\\u2028", Printable.text("\u202e\u2066\u2028"));
        assertEquals("\\ue0001\\udc80", Printable.text("\udb40\udc01\udc80"));
    }

    @Test
    void aNameIsCutBetweenCharacters() {
        assertEquals("x".repeat(80), Printable.name("x".repeat(80)));
        assertEquals("\ud83d\udd11".repeat(80) + "...", Printable.name("\ud83d\udd11".repeat(81)));
        assertEquals("\\u001b".repeat(13) + "...", Printable.name("\u001b".repeat(4000)));
    }
}
