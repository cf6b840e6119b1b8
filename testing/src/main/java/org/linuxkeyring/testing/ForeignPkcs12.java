package org.linuxkeyring.testing;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;

/**
 * PKCS#12 files as tools other than the JDK write them: a friendly name, no attribute of Oracle's; here also no MAC.
 */
public final class ForeignPkcs12 {
    private ForeignPkcs12() {}

    /** A file that holds one certificate. */
    public static byte[] certificate(String name, X509Certificate certificate) throws Exception {
        return file(
                name,
                PKCSObjectIdentifiers.certBag,
                new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(certificate.getEncoded())));
    }

    /** A file that holds one private key, which the password opens. */
    public static byte[] privateKey(String name, PrivateKey key, char[] password) throws Exception {
        return file(
                name,
                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                ASN1Primitive.fromByteArray(TestKeys.encrypted(key, password)));
    }

    private static byte[] file(String name, ASN1ObjectIdentifier type, ASN1Encodable content) throws Exception {
        Attribute friendlyName =
                new Attribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERSet(new DERBMPString(name)));
        SafeBag bag = new SafeBag(type, content.toASN1Primitive(), new DERSet(friendlyName));
        return new PKCS12PfxPduBuilder()
                .addData(new PKCS12SafeBag(bag))
                .build(null, null)
                .getEncoded();
    }
}
