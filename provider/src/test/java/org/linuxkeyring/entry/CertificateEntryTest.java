package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.mockito.Mockito;

class CertificateEntryTest {
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final X509Certificate CERTIFICATE = TestKeys.certificate("CN=ca", PAIR, "CN=ca", PAIR.getPrivate());

    @Test
    void trustedCertificateComesBackAlone() throws Exception {
        byte[] payload = Entries.bytes(EntryEncoder.certificate(CERTIFICATE, CREATED, Set.of()));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertFalse(entry.isProtected());
            assertNull(entry.key("changeit".toCharArray()));
            assertArrayEquals(new Certificate[] {CERTIFICATE}, entry.chain());
            assertEquals(Optional.of(CREATED), entry.created());
        }
    }

    @Test
    void loneCertificateInDerIsACertificateEntry() throws Exception {
        try (StoredEntry entry = Entries.parse(CERTIFICATE.getEncoded())) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertArrayEquals(new Certificate[] {CERTIFICATE}, entry.chain());
            assertEquals(Optional.empty(), entry.created());
        }
    }

    @Test
    void certificateOfVersion1IsRecognized() throws Exception {
        byte[] version1 = new X509v1CertificateBuilder(
                        new X500Name("CN=old"),
                        new BigInteger(159, new Random(1)),
                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                        new X500Name("CN=old"),
                        SubjectPublicKeyInfo.getInstance(PAIR.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("Ed25519").build(PAIR.getPrivate()))
                .getEncoded();

        try (StoredEntry entry = Entries.parse(version1)) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertArrayEquals(version1, entry.chain()[0].getEncoded());
        }
    }

    @Test
    void onlyAPayloadWithoutAKeyIsNotSecret() throws Exception {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        try (Payload certificate = EntryEncoder.certificate(CERTIFICATE, CREATED, Set.of());
                Payload secretKey = EntryEncoder.secretKey(key, null, CREATED, Set.of());
                Payload copy = Payload.copyOf(certificate.buffer())) {
            assertFalse(certificate.isSecret());
            assertTrue(secretKey.isSecret());
            assertTrue(copy.isSecret());
            assertEquals(certificate.buffer(), copy.buffer());
        }
    }

    @Test
    void digestIsTheSha256OfThePayload() throws Exception {
        byte[] payload = CERTIFICATE.getEncoded();
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        ByteBuffer inTheMidst = ByteBuffer.allocateDirect(payload.length + 2);
        inTheMidst.put((byte) 1).put(payload).flip().position(1);

        assertEquals(expected, Entries.parse(payload).digest());
        assertEquals(expected, StoredEntry.digest(inTheMidst));
        assertEquals(1, inTheMidst.position());

        PayloadTags tags = new PayloadTags();
        assertEquals(tags.of(inTheMidst), Entries.parse(payload).tag(tags));
    }

    @Test
    void entryTellsWhereItWasFound() throws Exception {
        EntrySource place = new EntrySource(new KeyName(KeyType.USER, Description.of("server")), Optional.empty());

        try (StoredEntry entry = Entries.parse(CERTIFICATE.getEncoded())) {
            assertEquals(Optional.empty(), entry.source());
            assertEquals(Optional.of(place), entry.foundAt(place).source());
            StoredEntry held = entry.foundAt(place).asHeldPrivateKey(Description.of("key"));
            assertEquals(Optional.of(place), held.source());
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, held.kind());
            ByteBuffer payload = ByteBuffer.wrap(CERTIFICATE.getEncoded());
            assertEquals(
                    Optional.of(place),
                    StoredEntry.parse(payload, Entries.RAW, place).source());
        }
    }

    @Test
    void heldSecretKeyOfAnotherToolIsKnownByItsDescriptionAlone() throws Exception {
        Description description = Description.of("session");
        try (StoredEntry entry = StoredEntry.ofHeldSecretKey(description, "HmacSHA256")) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertEquals(Optional.of(description), entry.heldKey());
            assertEquals("HmacSHA256", entry.heldAlgorithm());
            assertFalse(entry.isDated());
            assertEquals(Origin.UNKNOWN, entry.origin());
        }
    }

    @Test
    void certificateEntryNamesNoAlgorithmOfAKey() throws Exception {
        try (StoredEntry entry = Entries.parse(CERTIFICATE.getEncoded())) {
            assertThrows(UnrecoverableKeyException.class, entry::heldAlgorithm);
            entry.requireKnownProtection();
        }
    }

    @Test
    void certificateThatIsNotX509IsRefused() {
        Certificate other = Mockito.mock(Certificate.class);
        Mockito.when(other.getType()).thenReturn("PGP");

        Exception e = assertThrows(KeyStoreException.class, () -> EntryEncoder.certificate(other, CREATED, Set.of()));

        assertTrue(e.getMessage().contains("PGP"), e.getMessage());
    }

    @Test
    void missingCertificateIsRefused() {
        assertThrows(KeyStoreException.class, () -> EntryEncoder.certificate(null, CREATED, Set.of()));
    }

    @Test
    void certificateThatEncodesAsSomethingElseIsRefused() throws Exception {
        X509Certificate odd = Mockito.mock(X509Certificate.class);
        Mockito.when(odd.getEncoded()).thenReturn(new byte[] {1, 2, 3});

        assertThrows(KeyStoreException.class, () -> EntryEncoder.certificate(odd, CREATED, Set.of()));
    }
}
