package org.linuxkeyring.fleet.message;

import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Who signs: a publisher, or a machine its reports. The key may be one that the kernel holds.
 *
 * @param key the private key
 * @param certificate the certificate that it is known by
 */
public record Signer(PrivateKey key, X509Certificate certificate) {
    /** @throws IllegalArgumentException if the certificate is for a key that messages are not signed with */
    public Signer {
        algorithm(certificate);
    }

    /** Returns the name of the signature algorithm by the certificate's key. */
    static String algorithm(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey) {
            return "SHA256withRSA";
        }
        if (certificate.getPublicKey() instanceof ECKey) {
            return "SHA256withECDSA";
        }
        if (certificate.getPublicKey() instanceof EdECKey
                && certificate.getPublicKey().getAlgorithm().matches("EdDSA|Ed25519")) {
            return "Ed25519";
        }
        throw new IllegalArgumentException("Messages are signed with RSA, EC or Ed25519 keys, and the key of "
                + certificate.getSubjectX500Principal() + " is of "
                + certificate.getPublicKey().getAlgorithm());
    }

    /** Signs a message (CMS SignedData, RFC 5652 section 5), without certificates and without a time of its own. */
    byte[] sign(MessageType type, byte[] content) throws MessageException {
        try {
            JcaSignerInfoGeneratorBuilder signer =
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
            signer.setSignedAttributeGenerator(parameters -> new DefaultSignedAttributeTableGenerator()
                    .getAttributes(parameters)
                    .remove(CMSAttributes.signingTime));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    signer.build(new JcaContentSignerBuilder(algorithm(certificate)).build(key), certificate));
            return Der.encode(generator
                    .generate(new CMSProcessableByteArray(type.identifier(), content), true)
                    .toASN1Structure());
        } catch (OperatorCreationException | CMSException | RuntimeOperatorException | ProviderException e) {
            throw new MessageException(
                    "The " + type + " cannot be signed with the key of " + certificate.getSubjectX500Principal() + ": "
                            + e.getMessage(),
                    e);
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "signer " + certificate.getSubjectX500Principal();
    }
}
