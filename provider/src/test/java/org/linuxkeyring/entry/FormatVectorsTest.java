package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore.Entry.Attribute;
import java.security.PKCS12Attribute;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.key.SecretKeyNames;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.spec.KeyInfo.Origin;

/** Entries are written and read as docs/FORMAT.md specifies, to the byte: the vectors are read from that page. */
class FormatVectorsTest {
    private static final SecretKey AES = new SecretKeySpec(counting(16), "AES");

    @Test
    void aesKey() throws Exception {
        assertArrayEquals(vector("aes"), Entries.bytes(EntryEncoder.secretKey(AES, null, CREATED, Set.of())));
        assertEquals(AES, Entries.key(vector("aes"), null));
    }

    @Test
    void keyWithoutObjectIdentifier() throws Exception {
        SecretKey key = new SecretKeySpec(counting(32), "ChaCha20");

        assertArrayEquals(vector("chacha20"), Entries.bytes(EntryEncoder.secretKey(key, null, CREATED, Set.of())));
        assertEquals(key, Entries.key(vector("chacha20"), null));
    }

    @Test
    void trustedCertificate() throws Exception {
        assertArrayEquals(
                vector("certificate"), Entries.bytes(EntryEncoder.certificate(certificate(), CREATED, Set.of())));
        try (StoredEntry entry = Entries.parse(vector("certificate"))) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertArrayEquals(new Certificate[] {certificate()}, entry.chain());
        }
    }

    @Test
    void privateKeyWithAttributes() throws Exception {
        Certificate[] chain = {certificate()};
        Attribute unstructuredName = new PKCS12Attribute("1.2.840.113549.1.9.2", "web");
        Attribute owner = new NamedAttribute("owner", "web team");
        Set<Attribute> attributes = Set.of(unstructuredName, owner);

        assertArrayEquals(
                vector("private-key"),
                Entries.bytes(EntryEncoder.privateKey(privateKey(), null, chain, CREATED, attributes)));
        try (StoredEntry entry = Entries.parse(vector("private-key"))) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertEquals(privateKey(), entry.key(null));
            assertArrayEquals(chain, entry.chain());
            assertEquals(attributes, entry.attributes());
            assertEquals(CREATED, entry.created().orElseThrow());
        }
    }

    @Test
    void keyOfAnEntryThatExpires() throws Exception {
        ExpiryNote end = new ExpiryNote(Instant.parse("2026-11-23T05:30:00Z"));

        assertArrayEquals(vector("expiring"), Entries.bytes(EntryEncoder.secretKey(AES, null, CREATED, Set.of(end))));
        try (StoredEntry entry = Entries.parse(vector("expiring"))) {
            assertEquals(end.instant(), entry.expiry().orElseThrow());
        }
    }

    @Test
    void expiryThatIsTakenOutOrReplacedLeavesTheRest() throws Exception {
        ByteBuffer stored = ByteBuffer.wrap(vector("expiring")).asReadOnlyBuffer();
        Instant end = Instant.parse("2026-11-23T05:30:00Z");

        assertArrayEquals(vector("aes"), Entries.bytes(ExpiryUpdate.apply(stored, Optional.empty())));
        assertArrayEquals(vector("expiring"), Entries.bytes(ExpiryUpdate.apply(stored, Optional.of(end))));
        ByteBuffer without = ByteBuffer.wrap(vector("aes"));
        assertArrayEquals(vector("expiring"), Entries.bytes(ExpiryUpdate.apply(without, Optional.of(end))));
    }

    @Test
    void secretKeyThatTheKernelHolds() throws Exception {
        HeldKeyNote note =
                new HeldKeyNote(Description.of("linuxkeyring:user:token#0123456789abcdef"), Optional.empty());

        assertArrayEquals(
                vector("held-secret-key"), Entries.bytes(EntryEncoder.heldSecretKey("AES", CREATED, Set.of(note))));
        try (StoredEntry entry = Entries.parse(vector("held-secret-key"))) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertEquals(note.key(), entry.heldKey().orElseThrow());
            assertEquals("AES", entry.heldAlgorithm());
            assertEquals(Origin.IMPORTED, entry.origin());
        }
    }

    @Test
    void secretKeyThatTheKernelMade() throws Exception {
        HeldKeyNote note =
                new HeldKeyNote(Description.of("linuxkeyring:user:token#0123456789abcdef"), Optional.empty());
        OriginNote origin = new OriginNote(Origin.GENERATED_IN_KERNEL, Optional.of("default trusted:kmk 32 0102"));

        assertArrayEquals(
                vector("generated-secret-key"),
                Entries.bytes(EntryEncoder.heldSecretKey("AES", CREATED, Set.of(note, origin))));
        try (StoredEntry entry = Entries.parse(vector("generated-secret-key"))) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertEquals(note.key(), entry.heldKey().orElseThrow());
            assertEquals(Optional.of(origin), entry.originNote());
            assertEquals(Set.of(), entry.attributes());
            assertEquals(Origin.GENERATED_IN_KERNEL, entry.origin());
        }
    }

    @Test
    void privateKeyThatTheKernelHolds() throws Exception {
        HeldKeyNote note = new HeldKeyNote(Description.of("linuxkeyring:user:web#0123456789abcdef"), Optional.empty());
        Certificate[] chain = {certificate()};

        assertArrayEquals(
                vector("held-private-key"), Entries.bytes(EntryEncoder.heldPrivateKey(chain, CREATED, Set.of(note))));
        try (StoredEntry entry = Entries.parse(vector("held-private-key"))) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertEquals(note.key(), entry.heldKey().orElseThrow());
            assertArrayEquals(chain, entry.chain());
        }
    }

    @Test
    void protectedKey() throws Exception {
        assertEquals(AES, Entries.key(vector("protected"), "correct horse"));
    }

    @Test
    void secretKeyTableIsTheOneInThePage() throws Exception {
        String page = page();
        List<String> names = List.of(
                "AES",
                "DES",
                "DESede",
                "RC2",
                "ARCFOUR",
                "Blowfish",
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/224",
                "HmacSHA512/256",
                "HmacSHA3-224",
                "HmacSHA3-256",
                "HmacSHA3-384",
                "HmacSHA3-512",
                "PBEWithMD5AndDES",
                "PBEWithSHA1AndRC4_128",
                "PBEWithSHA1AndRC4_40",
                "PBEWithSHA1AndDESede",
                "PBEWithSHA1AndRC2_128",
                "PBEWithSHA1AndRC2_40");
        for (String name : names) {
            DerValue oid = DerValue.of(SecretKeyNames.oidOf(name).orElseThrow(), "an object identifier");
            String row = "| " + name + " | " + oid.objectIdentifier() + " |";
            assertEquals(1, page.split(Pattern.quote(row), -1).length - 1, row);
        }
        assertFalse(SecretKeyNames.oidOf("any other").isPresent());
    }

    private static PrivateKey privateKey() throws Exception {
        // RFC 8410 section 10.3
        String base64 = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /** Returns the first value of the vector itself, so that this test is of the way in which it is stored. */
    private static Certificate certificate() throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(new DerReader(vector("certificate"))
                        .next("the certificate")
                        .encoded()));
    }

    private static byte[] counting(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    static byte[] vector(String name) throws Exception {
        String fence = "```hex " + name + "\n";
        String page = page();
        int from = page.indexOf(fence) + fence.length();
        return HexFormat.of()
                .parseHex(page.substring(from, page.indexOf("```", from))
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.joining()));
    }

    private static String page() throws Exception {
        return Files.readString(Path.of("..", "docs", "FORMAT.md"));
    }
}
