package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.Permissions;

/** The messages in docs/FORMAT.md are read as that page says. */
class FleetVectorTest {
    private static final MachineId MACHINE = MachineId.of("web1");
    private static final EntryName WEB = EntryName.of("shop/web");
    private static final Instant PUBLISHED = Instant.parse("2026-11-28T08:00:00Z");
    private static final Instant EXPIRY = Instant.parse("2026-12-28T08:00:00Z");

    private static byte[] vector(String name) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        String fence = "```base64 " + name + "\n";
        int from = page.indexOf(fence) + fence.length();
        return Base64.getMimeDecoder()
                .decode(page.substring(from, page.indexOf("```", from)).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the self-signed certificate of section 3, whose key is that of RFC 8410 section 10.3. */
    private static PinnedPublishers publisher() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        String fence = "```hex certificate\n# Certificate\n";
        int from = page.indexOf(fence) + fence.length();
        String hex = page.substring(from, page.indexOf("#", from)).replaceAll("\\s", "");
        return PinnedPublishers.of(List.of(certificate(HexFormat.of().parseHex(hex))));
    }

    private static X509Certificate certificate(byte[] encoded) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static X509Certificate machine() throws Exception {
        return certificate(vector("machine-certificate"));
    }

    private static Recipient recipient() throws Exception {
        PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(vector("machine-key")));
        return new Recipient(MACHINE, machine(), key, publisher());
    }

    @Test
    void thePublicationOfThePageIsOpened() throws Exception {
        Publication opened = recipient().open(WEB, vector("publication"));
        assertEquals(7, opened.version());
        assertEquals(PUBLISHED, opened.publishedAt());
        assertEquals(EXPIRY, opened.expiry());
        assertEquals(
                new Policy(
                        Optional.of("shop"),
                        true,
                        Optional.of(Permissions.of("0x3f010000")),
                        Optional.of(Duration.ofMinutes(10))),
                opened.policy());
        KeyStore.SecretKeyEntry entry = (KeyStore.SecretKeyEntry) opened.entry().orElseThrow();
        assertEquals("AES", entry.getSecretKey().getAlgorithm());
        assertArrayEquals(
                HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"),
                entry.getSecretKey().getEncoded());
    }

    @Test
    void theRevocationOfThePageIsOpened() throws Exception {
        Publication opened = recipient().open(WEB, vector("revocation"));
        assertEquals(new Publication(WEB, 8, MACHINE, PUBLISHED, EXPIRY, Policy.DEFAULT, Optional.empty()), opened);
    }

    @Test
    void theOtherMessagesOfThePageAreVerified() throws Exception {
        MachineRecord record = MachineRecord.verify(MACHINE, vector("machine-record"), publisher());
        assertEquals(
                new MachineRecord(MACHINE, 3, true, machine(), new TreeSet<>(List.of(GroupName.of("web")))), record);
        assertEquals(
                new CatalogEntry(WEB, 7, false, PUBLISHED, EXPIRY, new TreeSet<>(List.of(MACHINE))),
                CatalogEntry.verify(WEB, vector("catalog-entry"), publisher()));
        assertEquals(
                new Report(
                        MACHINE,
                        PUBLISHED,
                        List.of(new Report.State(
                                WEB, 7, Optional.of(Instant.parse("2026-11-28T08:10:00Z")), Optional.empty()))),
                Report.verify(MACHINE, vector("report"), machine()));
    }
}
