package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Envelopes that a machine refuses, and what it says of them. */
class RefusedPublicationTest {
    private static final Sender SENDER = new Sender(TestFleet.publisher());
    private static final X509Certificate CERTIFICATE = TestFleet.certificate();
    private static final Publication PUBLICATION =
            TestFleet.publication(new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")));
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();

    private static void assertRefused(String why, byte[] envelope) {
        assertRefused(why, TestFleet.recipient(), TestFleet.WEB, envelope);
    }

    private static void assertRefused(String why, Recipient recipient, EntryName name, byte[] envelope) {
        MessageException refused = assertThrows(MessageException.class, () -> recipient.open(name, envelope), why);
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    private static byte[] signed(Signer signer) throws MessageException {
        return signer.sign(MessageType.PUBLICATION, PublicationCodec.encode(PUBLICATION, CERTIFICATE));
    }

    @Test
    void aChangedByteAnywhereIsNoticed() throws Exception {
        byte[] envelope = SENDER.seal(PUBLICATION, CERTIFICATE);
        for (int at = 0; at < envelope.length; at += at < 150 ? 1 : 13) {
            byte[] changed = envelope.clone();
            changed[at] ^= (byte) (1 << at % 8);
            int where = at;
            assertThrows(
                    MessageException.class,
                    () -> TestFleet.recipient().open(TestFleet.WEB, changed),
                    () -> "byte " + where + " of " + envelope.length);
        }
    }

    @Test
    void aChangedByteOfWhatWasSignedIsNoticed() throws Exception {
        byte[] signed = signed(TestFleet.publisher());
        for (int at = 0; at < signed.length; at++) {
            byte[] changed = signed.clone();
            changed[at] ^= (byte) (1 << at % 8);
            int where = at;
            assertThrows(
                    MessageException.class,
                    () -> SignedMessage.content(
                            changed, MessageType.PUBLICATION, TestFleet.pinned().certificates()),
                    () -> "byte " + where + " of " + signed.length);
        }
    }

    @Test
    void anEnvelopeThatWasCutOffOrWentOnIsRefused() throws Exception {
        byte[] envelope = SENDER.seal(PUBLICATION, CERTIFICATE);
        assertRefused("cannot be read", Arrays.copyOf(envelope, envelope.length - 1));
        assertRefused("cannot be read", Arrays.copyOf(envelope, envelope.length + 1));
        assertRefused("cannot be read", new byte[0]);
    }

    @Test
    void aNameOtherThanThatItIsStoredUnderIsRefused() throws Exception {
        byte[] envelope = SENDER.seal(PUBLICATION, CERTIFICATE);
        assertRefused("stored as shop/api is of shop/web", TestFleet.recipient(), EntryName.of("shop/api"), envelope);
    }

    @Test
    void anEnvelopeOfAnotherMachineIsRefused() throws Exception {
        KeyPair pair = TestKeys.fresh("RSA");
        X509Certificate other = TestCertificates.chain(pair.getPublic(), 1)[0];
        assertRefused("not encrypted to this machine's certificate", SENDER.seal(PUBLICATION, other));
        Recipient ours = TestFleet.recipient();
        Recipient renamed = new Recipient(MachineId.of("web2"), CERTIFICATE, ours.key(), ours.publishers());
        assertRefused("stored for web2 is for web1", renamed, TestFleet.WEB, SENDER.seal(PUBLICATION, CERTIFICATE));
    }

    @Test
    void aPublicationToAnotherMachineThatWasEncryptedToThisOneIsRefused() throws Exception {
        X509Certificate other = TestCertificates.chain(TestKeys.fresh("RSA").getPublic(), 1)[0];
        byte[] signed =
                TestFleet.publisher().sign(MessageType.PUBLICATION, PublicationCodec.encode(PUBLICATION, other));
        assertRefused("encrypted to this one by someone else", Envelope.seal(signed, CERTIFICATE));
    }

    @Test
    void anUnknownPublisherIsRefused() throws Exception {
        assertRefused("not among the known signers", new Sender(TestFleet.signer("EC")).seal(PUBLICATION, CERTIFICATE));
    }

    @Test
    void anotherKeyUnderThePublishersCertificateIsRefused() throws Exception {
        Signer forged = new Signer(
                TestKeys.fresh("EC").getPrivate(), TestFleet.publisher().certificate());
        assertRefused("The signature of the publication is wrong", new Sender(forged).seal(PUBLICATION, CERTIFICATE));
    }

    @Test
    void whatIsNotSignedIsRefused() throws Exception {
        byte[] content = PublicationCodec.encode(PUBLICATION, CERTIFICATE);
        assertRefused("publication cannot be read", Envelope.seal(content, CERTIFICATE));
    }

    @Test
    void aMessageOfAnotherTypeIsRefused() throws Exception {
        byte[] record =
                new MachineRecord(TestFleet.MACHINE, 1, true, CERTIFICATE, new TreeSet<>()).sign(TestFleet.publisher());
        assertRefused("is no publication", Envelope.seal(record, CERTIFICATE));
    }

    @Test
    void anEncodingInBerIsRefused() throws Exception {
        assertRefused("cannot be read", new BERSequence(new ASN1ObjectIdentifier("1.2.3")).getEncoded());
        byte[] oneInTwoOctets = {0x30, (byte) 0x81, 0x03, 2, 1, 1};
        assertRefused("shortest form", oneInTwoOctets);
    }

    @Test
    void aMessageThatIsTooLongOrTooDeepIsRefused() throws Exception {
        assertRefused("1048577 bytes", new byte[Der.MOST_BYTES + 1]);
        DERSequence nested = new DERSequence();
        for (int i = 0; i < 100; i++) {
            nested = new DERSequence(nested);
        }
        assertRefused("lie in each other", nested.getEncoded());
        KeyStore.Entry large = new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[Der.MOST_BYTES], "AES"));
        MessageException refused =
                assertThrows(MessageException.class, () -> SENDER.seal(TestFleet.publication(large), CERTIFICATE));
        assertTrue(refused.getMessage().contains("1048576 are allowed"), refused.getMessage());
    }

    private static byte[] envelope(ASN1ObjectIdentifier cipher, Consumer<CMSAuthEnvelopedDataGenerator> recipients)
            throws Exception {
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        recipients.accept(generator);
        OutputAEADEncryptor encryptor = (OutputAEADEncryptor)
                new JceCMSContentEncryptorBuilder(cipher).setProvider(BC).build();
        return Der.encode(generator
                .generate(new CMSProcessableByteArray(signed(TestFleet.publisher())), encryptor)
                .toASN1Structure());
    }

    @Test
    void otherAlgorithmsAreRefused() throws Exception {
        JceKeyTransRecipientInfoGenerator pkcs1 = new JceKeyTransRecipientInfoGenerator(CERTIFICATE);
        assertRefused(
                "a way that is not allowed",
                envelope(CMSAlgorithm.AES256_GCM, generator -> generator.addRecipientInfoGenerator(pkcs1)));
        JceKeyTransRecipientInfoGenerator oaep = new JceKeyTransRecipientInfoGenerator(CERTIFICATE, Envelope.OAEP);
        assertRefused(
                "a way that is not allowed",
                envelope(CMSAlgorithm.AES128_GCM, generator -> generator.addRecipientInfoGenerator(oaep)));
        CMSEnvelopedDataGenerator cbc = new CMSEnvelopedDataGenerator();
        cbc.addRecipientInfoGenerator(oaep);
        byte[] unauthenticated = Der.encode(cbc.generate(
                        new CMSProcessableByteArray(signed(TestFleet.publisher())),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(BC)
                                .build())
                .toASN1Structure());
        assertThrows(MessageException.class, () -> TestFleet.recipient().open(TestFleet.WEB, unauthenticated));
    }

    @Test
    void anEnvelopeForTwoIsRefused() throws Exception {
        JceKeyTransRecipientInfoGenerator oaep = new JceKeyTransRecipientInfoGenerator(CERTIFICATE, Envelope.OAEP);
        assertRefused("not for one machine", envelope(CMSAlgorithm.AES256_GCM, generator -> {
            generator.addRecipientInfoGenerator(oaep);
            generator.addRecipientInfoGenerator(oaep);
        }));
    }

    @Test
    void aLaterFormatIsToldFromADamagedOne() throws Exception {
        byte[] content = Der.encode(Fields.sequence(new org.bouncycastle.asn1.ASN1Integer(2)));
        byte[] signed = TestFleet.publisher().sign(MessageType.PUBLICATION, content);
        assertRefused("Update the program", Envelope.seal(signed, CERTIFICATE));
    }

    @Test
    void fieldsThatAreNotKnownAreRefused() throws Exception {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        DERSequence.getInstance(PublicationCodec.encode(PUBLICATION, CERTIFICATE))
                .forEach(fields::add);
        fields.add(new DERTaggedObject(5, new DEROctetString(new byte[1])));
        byte[] signed = TestFleet.publisher().sign(MessageType.PUBLICATION, Der.encode(new DERSequence(fields)));
        assertRefused("fields after the last one", Envelope.seal(signed, CERTIFICATE));
    }

    @Test
    void theDigestIsThatOfWhatWasSigned() throws Exception {
        Recipient recipient = TestFleet.recipient();
        String first = recipient
                .receive(TestFleet.WEB, SENDER.seal(PUBLICATION, CERTIFICATE))
                .digest();
        assertEquals(
                first,
                recipient
                        .receive(TestFleet.WEB, SENDER.seal(PUBLICATION, CERTIFICATE))
                        .digest());
        assertTrue(!first.equals(recipient
                .receive(TestFleet.WEB, SENDER.seal(TestFleet.publication(null), CERTIFICATE))
                .digest()));
    }

    @Test
    void nothingOfAKeyIsShown() {
        assertEquals("shop/web version 1 for web1.example", PUBLICATION.toString());
        assertEquals("recipient web1.example", TestFleet.recipient().toString());
        assertTrue(TestFleet.publisher().toString().startsWith("signer CN="));
        assertEquals(Optional.empty(), TestFleet.publication(null).entry());
        assertEquals(
                List.of(TestFleet.publisher().certificate()), TestFleet.pinned().certificates());
    }
}
