package org.linuxkeyring.entry.pem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.TestKeys;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** The places where blocks begin and end, between which no block with a private key is lost. */
class PemTextTest {
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final X509Certificate CERTIFICATE =
            TestKeys.certificate("CN=one", PAIR, "CN=one", PAIR.getPrivate());
    private static final String KEY =
            PemBlocks.pem("PRIVATE KEY", PAIR.getPrivate().getEncoded());
    private static final String LEAF = PemBlocks.pem(CERTIFICATE);

    static Stream<String> wholeTexts() {
        return Stream.of(
                "# -----BEGIN SOMETHING in a comment\n" + KEY + LEAF,
                KEY + LEAF + "# -----BEGIN SOMETHING-----\n",
                "Bag Attributes\n    friendlyName: -----BEGIN my cert\n" + KEY + "    a: -----BEGIN b-----\n" + LEAF,
                "-----BEGIN SOMETHING in a comment\n" + KEY + LEAF,
                "-----BEGIN SOMETHING----- in a comment\n" + KEY + LEAF,
                "   -----BEGIN an example-----\n" + KEY + LEAF,
                "\uFEFF" + KEY + LEAF,
                "text\n" + KEY + "more text\nand more\n" + LEAF + "no end of line",
                (KEY + LEAF).replace("\n", "\r\n"),
                (KEY + LEAF).replace("\n", "\r"),
                (KEY + LEAF).replace("\n", "\n    "),
                "    " + (KEY + LEAF).replace("\n", "\n    "),
                (KEY + LEAF).replace("\n", "\f\n"),
                (KEY + LEAF).replace("\n", "\u000B\n"),
                "\f" + KEY + "\u000B\n\f" + LEAF,
                (KEY + LEAF).replace("\n", " \t \n"),
                (KEY + LEAF).replace("\n", " "),
                (KEY + LEAF).stripTrailing(),
                (KEY + LEAF).replace("\n", "\n\n"));
    }

    @ParameterizedTest
    @MethodSource("wholeTexts")
    void keyAndCertificateAreReadWhateverIsAroundThem(String text) throws Exception {
        try (StoredEntry entry = Entries.parse(text)) {
            assertEquals(PAIR.getPrivate(), entry.key(null));
            assertArrayEquals(new Certificate[] {CERTIFICATE}, entry.chain());
        }
    }

    /** The rest of a key must not make its certificate a trusted one. */
    static Stream<String> textsWithAKeyThatIsNotRead() {
        String[] labels = {
            "OPENSSH PRIVATE KEY",
            "PKCS8 PRIVATE KEY",
            "private key",
            "Private Key",
            "PRIVATE  KEY",
            "ED25519 PRIVATE KEY",
            "ANY PRIVATE KEY",
            "TSS2 PRIVATE KEY",
            "PGP PRIVATE KEY BLOCK",
            "ENCRYPTED PRIVATE-KEY",
            "HSM KEY",
            "KEY",
            "SECRET",
            "X".repeat(200) + " PRIVATE KEY"
        };
        List<String> rests = List.of(
                KEY.substring(0, KEY.indexOf("-----END")),
                KEY.substring(KEY.indexOf('\n') + 1),
                KEY.replace("-----BEGIN", "----BEGIN"),
                KEY.replace("-----BEGIN", "-----begin"),
                KEY.replace("BEGIN PRIVATE KEY-----", "BEGIN PRIVATE KEY----"),
                KEY.replace("BEGIN PRIVATE KEY-----", "BEGIN PRIVATE KEY"),
                KEY.replace("BEGIN PRIVATE KEY-----", "BEGIN PRIVATE KEY----- "),
                KEY.replace("-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY----- x\n"),
                KEY.replace("END PRIVATE KEY", "END RSA PRIVATE KEY"),
                KEY.replace("END PRIVATE KEY", "END CERTIFICATE"),
                KEY.replace("\n-----END", "!\n-----END"),
                "  " + KEY.substring(0, KEY.indexOf("-----END")),
                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n");
        return Stream.concat(
                        Stream.of(labels)
                                .map(label ->
                                        PemBlocks.pem(label, PAIR.getPrivate().getEncoded())),
                        rests.stream())
                .filter(rest -> !rest.contains("KEY----- \n"))
                .flatMap(rest -> Stream.of(rest + LEAF, LEAF + rest, KEY + LEAF + rest));
    }

    @ParameterizedTest
    @MethodSource("textsWithAKeyThatIsNotRead")
    void certificateBesideAKeyThatIsNotReadIsRefused(String text) {
        MalformedEntryException e = assertThrows(MalformedEntryException.class, () -> Entries.parse(text));

        assertTrue(e.offset() <= text.length(), e.getMessage());
        assertFalse(e.getMessage().contains("MC4C"), "it shows the key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUBLIC KEY", "RSA PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "X509 CRL", "KEY PARAMETERS"})
    void blockOfAnotherKindIsPassedOver(String label) throws Exception {
        for (byte[] content : List.of(new byte[0], CERTIFICATE.getPublicKey().getEncoded(), new byte[] {1, 2, 3})) {
            try (StoredEntry entry = Entries.parse(PemBlocks.pem(label, content) + LEAF)) {
                assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            }
        }
    }

    /** A message that names the line of each block takes time in proportion to the length of the text. */
    @Test
    void blocksOfOtherKindsAreCounted() throws Exception {
        String block = PemBlocks.pem("X509 CRL", new byte[] {1});
        try (StoredEntry entry = Entries.parse(block.repeat(100) + LEAF)) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
        }

        assertThrows(MalformedEntryException.class, () -> Entries.parse(block.repeat(101) + LEAF));
    }

    @Test
    void blockThatIsNotReadIsNamed() {
        Exception e = assertThrows(
                MalformedEntryException.class,
                () -> Entries.parse(LEAF + PemBlocks.pem("OPENSSH PRIVATE KEY", new byte[20])));

        assertTrue(e.getMessage().contains("the PEM block OPENSSH PRIVATE KEY of line"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"key: -----BEGIN PRIVATE KEY-----", "a secret with -----BEGIN in it", "\n x -----BEGIN "})
    void textWithoutABlockAtTheBeginOfALineIsASecretKey(String text) throws Exception {
        try (StoredEntry entry = Entries.parse(text)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertArrayEquals(
                    text.getBytes(StandardCharsets.UTF_8), entry.key(null).getEncoded());
            assertEquals(0, entry.chain().length);
        }
    }

    /** A BEGIN within a line is part of that line. */
    @ParameterizedTest
    @CsvSource({"'', true", "' ', true", "'\t ', true", "x, false", "' x ', false"})
    void blockThatIsNotEndedGoesUpToTheNextBeginOfALine(String before, boolean isBegin) {
        String unended = "-----BEGIN PRIVATE KEY-----\nAAAA\n" + before;
        String text = unended + "-----BEGIN CERTIFICATE-----\nAAAA\n";

        MalformedEntryException e = assertThrows(MalformedEntryException.class, () -> Entries.parse(text));

        assertEquals(isBegin ? unended.length() : text.length(), e.offset(), e.getMessage());
    }

    @Test
    void messageSaysOnceThatItIsMalformed() {
        String text = PemBlocks.pem("CERTIFICATE", new byte[] {Der.SEQUENCE, 5, 0});

        String message = assertThrows(MalformedEntryException.class, () -> Entries.parse(text))
                .getMessage();

        assertEquals(message.indexOf("alformed"), message.lastIndexOf("alformed"), message);
    }

    @Test
    void messageNamesFewOfManyLabels() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append(PemBlocks.pem("LABEL " + i, new byte[3]));
        }

        Exception e = assertThrows(MalformedEntryException.class, () -> Entries.parse(text.toString()));

        assertTrue(e.getMessage().length() < 300, e.getMessage());
    }
}
