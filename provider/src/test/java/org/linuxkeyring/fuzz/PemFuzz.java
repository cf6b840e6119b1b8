package org.linuxkeyring.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.linuxkeyring.testing.Budget;

/**
 * Payloads of text: PEM blocks with what may stand between and inside them. The bytes {@code 0x01} and {@code 0x02}
 * stand for a BEGIN and an END line of the label that follows, which random changes would seldom leave whole.
 */
class PemFuzz {
    private static final String BOUNDARY = "-----";

    @DictionaryEntries({
        "\\x01PRIVATE KEY\\x0A",
        "\\x02PRIVATE KEY\\x0A",
        "\\x01ENCRYPTED PRIVATE KEY\\x0A",
        "\\x01EC PRIVATE KEY\\x0A",
        "\\x01EC PARAMETERS\\x0A",
        "\\x01RSA PRIVATE KEY\\x0A",
        "\\x01DSA PRIVATE KEY\\x0A",
        "\\x01CERTIFICATE\\x0A",
        "\\x02CERTIFICATE\\x0A",
        "\\x01TRUSTED CERTIFICATE\\x0A",
        "\\x01X509 CERTIFICATE\\x0A",
        "\\x01CERTIFICATE REQUEST\\x0A",
        "Proc-Type: 4,ENCRYPTED\\x0A",
        "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\\x0A",
        "DEK-Info: DES-EDE3-CBC,0011223344556677\\x0A",
        "Bag Attributes\\x0A    friendlyName: "
    })
    @FuzzTest
    void read(byte[] input) throws Exception {
        byte[] payload = text(input);
        Budget.require(() -> EntryFuzz.readOrRefuse(payload));
    }

    private static byte[] text(byte[] input) {
        StringBuilder text = new StringBuilder();
        for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            boolean isBegin = line.startsWith("\u0001");
            boolean isEnd = line.startsWith("\u0002");
            text.append(
                            isBegin || isEnd
                                    ? BOUNDARY + (isBegin ? "BEGIN " : "END ") + line.substring(1) + BOUNDARY
                                    : line)
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
