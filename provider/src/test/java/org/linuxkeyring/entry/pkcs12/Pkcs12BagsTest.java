package org.linuxkeyring.entry.pkcs12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.Pkcs12Bags;
import org.linuxkeyring.entry.TestKeys;

/** The count of what is in a PKCS #12 file, as the JDK writes it and as others may. */
class Pkcs12BagsTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final KeyPair KEY = TestKeys.pair("EC/secp256r1");
    private static final X509Certificate[] CHAIN = TestKeys.chain(KEY);

    private static SafeBag bag(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new SafeBag(type, value, null);
    }

    private static SafeBag certificate(byte[] encoded) {
        return bag(
                PKCSObjectIdentifiers.certBag,
                new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(encoded)).toASN1Primitive());
    }

    private static ContentInfo data(byte[] octets) {
        return new ContentInfo(PKCSObjectIdentifiers.data, new BEROctetString(octets));
    }

    private static byte[] file(ContentInfo... parts) throws IOException {
        return new Pfx(data(new AuthenticatedSafe(parts).getEncoded()), null).getEncoded();
    }

    private static byte[] file(SafeBag... bags) throws IOException {
        return file(data(new DERSequence(bags).getEncoded()));
    }

    private static Pkcs12Bags bags(byte[] file) throws GeneralSecurityException, IOException {
        return Pkcs12Bags.of(file, PASSWORD);
    }

    private static byte[] writtenByTheJdk() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", KEY.getPrivate(), PASSWORD, CHAIN);
        store.setKeyEntry("secret", new SecretKeySpec(new byte[16], "AES"), PASSWORD, null);
        store.setCertificateEntry("root", CHAIN[CHAIN.length - 1]);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, PASSWORD);
        return file.toByteArray();
    }

    @Test
    void aFileOfTheJdkHasItsKeysAndEachCertificateOnce() throws Exception {
        Pkcs12Bags bags = bags(writtenByTheJdk());

        assertEquals(0, bags.plainKeys());
        assertEquals(1, bags.encryptedKeys());
        assertEquals(1, bags.secrets());
        assertEquals(0, bags.others());
        assertEquals(CHAIN.length, bags.certificates().size());
        assertTrue(bags.certificates().containsAll(List.of(CHAIN)));
    }

    @Test
    void whatTheJdkPassesOverIsCountedByItsKind() throws Exception {
        DERSequence any = new DERSequence();
        CertBag notX509 = new CertBag(PKCSObjectIdentifiers.sdsiCertificate, new DERIA5String("any"));
        Pkcs12Bags bags = bags(file(
                bag(PKCSObjectIdentifiers.keyBag, any),
                bag(PKCSObjectIdentifiers.keyBag, any),
                bag(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag, any),
                bag(PKCSObjectIdentifiers.secretBag, any),
                bag(PKCSObjectIdentifiers.crlBag, any),
                bag(PKCSObjectIdentifiers.certBag, notX509.toASN1Primitive()),
                certificate(CHAIN[0].getEncoded()),
                certificate(CHAIN[0].getEncoded())));

        assertEquals(new Pkcs12Bags(2, 1, 1, List.of(CHAIN[0]), 2), bags);
    }

    @Test
    void bagsInBagsAreCountedUpToADepthOfEight() throws Exception {
        SafeBag inner = bag(PKCSObjectIdentifiers.keyBag, new DERSequence());
        for (int i = 0; i < 8; i++) {
            inner = bag(PKCSObjectIdentifiers.safeContentsBag, new DERSequence(inner));
        }
        assertEquals(1, bags(file(inner)).plainKeys());

        byte[] deeper = file(bag(PKCSObjectIdentifiers.safeContentsBag, new DERSequence(inner)));
        assertThrows(IOException.class, () -> bags(deeper));
    }

    @Test
    void aPartThatIsEncryptedWithAPublicKeyIsRefused() throws Exception {
        byte[] file = file(new ContentInfo(PKCSObjectIdentifiers.envelopedData, new DERSequence()));

        Exception refused = assertThrows(NoSuchAlgorithmException.class, () -> bags(file));
        assertEquals("A part of it is encrypted with a public key", refused.getMessage());
    }

    @Test
    void aWrongPasswordIsToldFromABrokenFile() throws Exception {
        byte[] file = writtenByTheJdk();

        Exception refused = assertThrows(
                InvalidAlgorithmParameterException.class, () -> Pkcs12Bags.of(file, "other".toCharArray()));
        assertEquals("A part of it cannot be decrypted", refused.getMessage());
        for (byte[] broken : List.of(new byte[0], new byte[] {1, 2, 3}, CHAIN[0].getEncoded())) {
            assertThrows(IOException.class, () -> bags(broken));
        }
        byte[] noCertificate = file(certificate(new byte[] {Byte.MAX_VALUE}));
        assertThrows(IOException.class, () -> bags(noCertificate));
    }
}
