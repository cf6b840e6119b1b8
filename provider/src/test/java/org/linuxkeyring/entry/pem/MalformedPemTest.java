package org.linuxkeyring.entry.pem;

import static org.linuxkeyring.entry.Entries.assertMalformed;
import static org.linuxkeyring.entry.pem.PemBlocks.pem;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.TestKeys;
import org.linuxkeyring.entry.der.Der;

/** PEM texts that are refused as malformed, with the place of the fault. */
class MalformedPemTest {
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final X509Certificate[] CHAIN = TestKeys.chain(PAIR);
    private static final String KEY = pem("PRIVATE KEY", PAIR.getPrivate().getEncoded());
    private static final String LEAF = pem(CHAIN[0]);

    @Test
    void blockWithoutEndIsMalformed() {
        assertMalformed(
                KEY.length() - 24,
                "the END of the PEM block PRIVATE KEY of line 1",
                KEY.substring(0, KEY.length() - 24));
    }

    @Test
    void certificateWithoutEndIsMalformedBesideAKey() {
        String unfinished = LEAF.substring(0, LEAF.indexOf("-----END"));

        assertMalformed(KEY.length() + unfinished.length(), "the END of the PEM block CERTIFICATE", KEY + unfinished);
    }

    @Test
    void blockThatEndsWhereAnotherBeginsIsMalformed() {
        String unfinished = KEY.substring(0, KEY.indexOf("-----END"));

        assertMalformed(unfinished.length(), "the END of the PEM block PRIVATE KEY", unfinished + LEAF);
    }

    @Test
    void blockThatEndsAsAnotherIsMalformed() {
        assertMalformed(KEY.indexOf("-----END"), "the END", KEY.replace("END PRIVATE", "END PUBLIC"));
    }

    @Test
    void textWhoseBeginsAreNoBlocksIsMalformed() {
        assertMalformed(5, "five dashes", "some\n-----BEGIN CERT\n-----");
        assertMalformed(0, "five dashes", "-----BEGIN " + "A".repeat(100) + "-----");
    }

    @Test
    void labelHasUpTo64PrintableCharacters() {
        assertMalformed(0, "has only: A~B", pem("A~B", new byte[3]));
        assertMalformed(0, "has only: A", pem("A".repeat(64), new byte[3]));
        assertMalformed(0, "five dashes", pem("A".repeat(65), new byte[3]));
        // The text ends within the label.
        assertMalformed(0, "five dashes", "-----BEGIN CERT");
    }

    @Test
    void whatIsNotBase64IsMalformedInItsLine() {
        String text = "a line\n" + KEY.replace("\n-----END", "\n!!!!\n-----END");

        assertMalformed(text.indexOf('!'), "base64 in line 4", text);
    }

    @Test
    void base64OfWrongLengthIsMalformed() {
        String text = KEY.replace("\n-----END", "A\n-----END");

        assertMalformed(text.indexOf("-----END"), "the base64 of the PEM block PRIVATE KEY of line 1", text);
    }

    @Test
    void emptyBlockIsMalformed() {
        assertMalformed(0, "PRIVATE KEY of line 1", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
        assertMalformed(0, "PRIVATE KEY of line 1", "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----\n");
    }

    @Test
    void derThatBreaksOffInABlockIsMalformed() {
        byte[] der = Arrays.copyOf(PAIR.getPrivate().getEncoded(), 20);

        assertMalformed(LEAF.length(), "PRIVATE KEY", LEAF + pem("PRIVATE KEY", der));
    }

    @Test
    void unknownBlocksAloneAreMalformedAndNamed() {
        String text = "\n" + pem("PUBLIC KEY", new byte[3]) + pem("X509 CRL", new byte[3]);

        assertMalformed(1, "has only: PUBLIC KEY, X509 CRL", text);
    }

    @Test
    void secondPrivateKeyIsMalformed() {
        assertMalformed(KEY.length(), "a second one is the PEM block PRIVATE KEY of line 4", KEY + KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DEK-Info: AES-256-CBC\n", "DEK-Info: AES-256-CBC,xyz\n"})
    void encryptedBlockWithoutItsVectorIsMalformed(String header) {
        String text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n" + header
                + "\nAAAA\n-----END RSA PRIVATE KEY-----\n";

        assertMalformed(0, "DEK-Info", text);
    }

    @Test
    void headersWithoutAnEmptyLineBehindThemAreMalformed() {
        assertMalformed(
                36,
                "base64 in line 2",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4\nAAAA\n-----END RSA PRIVATE KEY-----");
    }

    @Test
    void ecKeyThatNamesNoCurveIsMalformed() {
        byte[] key = Der.value(Der.SEQUENCE, new byte[] {Der.INTEGER, 1, 1}, Der.value(Der.OCTET_STRING, new byte[32]));

        assertMalformed(0, "the curve", pem("EC PRIVATE KEY", key));
    }
}
