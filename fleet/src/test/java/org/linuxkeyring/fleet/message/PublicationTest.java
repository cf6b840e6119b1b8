package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a machine opens is what the publisher sealed. */
class PublicationTest {
    private static final Sender SENDER = new Sender(TestFleet.publisher());

    private static Publication passed(Publication publication) throws MessageException {
        return TestFleet.recipient().open(publication.name(), SENDER.seal(publication, TestFleet.certificate()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "RSASSA-PSS", "DSA"})
    void aPrivateKeyArrivesWithItsChain(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 3);
        Publication opened = passed(TestFleet.publication(new KeyStore.PrivateKeyEntry(pair.getPrivate(), chain)));
        KeyStore.PrivateKeyEntry entry =
                (KeyStore.PrivateKeyEntry) opened.entry().orElseThrow();
        assertEquals(pair.getPrivate(), entry.getPrivateKey());
        assertArrayEquals(chain, entry.getCertificateChain());
    }

    @Test
    void aSecretKeyArrivesWithItsAlgorithm() throws Exception {
        SecretKey key = new SecretKeySpec(new byte[] {1, 2, 3}, "Chacha-\u00e9");
        KeyStore.SecretKeyEntry entry =
                (KeyStore.SecretKeyEntry) passed(TestFleet.publication(new KeyStore.SecretKeyEntry(key)))
                        .entry()
                        .orElseThrow();
        assertEquals(key, entry.getSecretKey());
        assertEquals("Chacha-\u00e9", entry.getSecretKey().getAlgorithm());
    }

    @Test
    void aTrustedCertificateArrives() throws Exception {
        KeyStore.TrustedCertificateEntry entry = (KeyStore.TrustedCertificateEntry)
                passed(TestFleet.publication(new KeyStore.TrustedCertificateEntry(TestCertificates.root())))
                        .entry()
                        .orElseThrow();
        assertEquals(TestCertificates.root(), entry.getTrustedCertificate());
    }

    @Test
    void aRevocationArrivesWithItsVersionAndPolicy() throws Exception {
        Policy policy = new Policy(
                Optional.of("shop"),
                true,
                Optional.of(Permissions.of("0x3f010000")),
                Optional.of(Duration.ofMinutes(10)));
        Publication revocation = new Publication(
                TestFleet.WEB,
                Long.MAX_VALUE,
                TestFleet.MACHINE,
                TestFleet.PUBLISHED,
                TestFleet.EXPIRY,
                policy,
                Optional.empty());
        Publication opened = passed(revocation);
        assertEquals(revocation, opened);
        assertTrue(opened.isRevocation());
        assertTrue(opened.hasExpired(TestFleet.EXPIRY));
        assertFalse(opened.hasExpired(TestFleet.EXPIRY.minusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aPublisherSignsWithAKeyOfAnyOfTheseAlgorithms(String algorithm) throws Exception {
        Signer signer = TestFleet.signer(algorithm);
        Recipient recipient = new Recipient(
                TestFleet.MACHINE,
                TestFleet.certificate(),
                TestFleet.recipient().key(),
                PinnedPublishers.of(List.of(TestFleet.publisher().certificate(), signer.certificate())));
        Publication publication = TestFleet.publication(null);
        assertEquals(
                publication,
                recipient.open(TestFleet.WEB, new Sender(signer).seal(publication, TestFleet.certificate())));
    }

    @Test
    void aKeyThatIsNotGivenOutIsNotPublished() {
        SecretKey held = new SecretKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return "AES";
            }

            @Override
            public String getFormat() {
                return null;
            }

            @Override
            public byte[] getEncoded() {
                return null;
            }
        };
        MessageException refused = assertThrows(
                MessageException.class,
                () -> SENDER.seal(TestFleet.publication(new KeyStore.SecretKeyEntry(held)), TestFleet.certificate()));
        assertTrue(refused.getMessage().contains("does not give out"), refused.getMessage());
    }
}
