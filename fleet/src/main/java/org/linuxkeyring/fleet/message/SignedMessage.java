package org.linuxkeyring.fleet.message;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.linuxkeyring.kernel.Printable;

/** A message in CMS SignedData (RFC 5652 section 5), and its verification. */
final class SignedMessage {
    /** For content that is not of type id-data (RFC 5652 section 5.1). */
    private static final int SIGNED_DATA_VERSION = 3;

    /** The content's type and digest, which the verification requires, and the protection of algorithms (RFC 6211). */
    private static final int SIGNED_ATTRIBUTES = 3;

    private static final List<ASN1ObjectIdentifier> SIGNATURES = List.of(
            PKCSObjectIdentifiers.rsaEncryption,
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            EdECObjectIdentifiers.id_Ed25519);

    private SignedMessage() {}

    /** Returns what was signed, if one of these signed it, as a message of this type. */
    static byte[] content(byte[] message, MessageType type, List<X509Certificate> signers) throws MessageException {
        return Der.decode(message, type.toString(), value -> verified(value, type, signers));
    }

    /** Returns what a message says, whoever wrote it. */
    static byte[] unverified(byte[] message, MessageType type) throws MessageException {
        return Der.decode(message, type.toString(), value -> {
            SignedData data =
                    SignedData.getInstance(ContentInfo.getInstance(value).getContent());
            return ASN1OctetString.getInstance(data.getEncapContentInfo().getContent())
                    .getOctets();
        });
    }

    private static byte[] verified(ASN1Primitive value, MessageType type, List<X509Certificate> signers)
            throws MessageException {
        ContentInfo info = ContentInfo.getInstance(value);
        SignedData data = SignedData.getInstance(info.getContent());
        requireForm(info, data, type);
        if (!data.getEncapContentInfo().getContentType().equals(type.identifier())) {
            throw new MessageException("What was signed is no " + type + ". Someone put it in the place of one");
        }
        try {
            CMSSignedData signed = new CMSSignedData(info);
            SignerInformation signer = signed.getSignerInfos().iterator().next();
            requireVerified(signer, type, signers);
        } catch (CMSException e) {
            throw new MessageException("The signature of the " + type + " cannot be verified: " + e.getMessage(), e);
        }
        return ASN1OctetString.getInstance(data.getEncapContentInfo().getContent())
                .getOctets();
    }

    /** Requires what {@link Signer} writes. What a signature does not cover is fixed here, versions for example. */
    private static void requireForm(ContentInfo info, SignedData data, MessageType type) throws MessageException {
        boolean isOfOne = info.getContentType().equals(CMSObjectIdentifiers.signedData)
                && data.getVersion().hasValue(SIGNED_DATA_VERSION)
                && data.getDigestAlgorithms().size() == 1
                && data.getCertificates() == null
                && data.getCRLs() == null
                && data.getSignerInfos().size() == 1;
        if (!isOfOne) {
            throw new MessageException("The " + type + " is not signed by one signer, without certificates");
        }
        SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        boolean isAllowed = signer.getVersion().hasValue(1)
                && signer.getUnauthenticatedAttributes() == null
                && signer.getAuthenticatedAttributes() != null
                && signer.getAuthenticatedAttributes().size() == SIGNED_ATTRIBUTES
                && AlgorithmIdentifier.getInstance(data.getDigestAlgorithms().getObjectAt(0))
                        .equals(signer.getDigestAlgorithm());
        if (!isAllowed) {
            throw new MessageException("The " + type + " is signed in a way that is not allowed");
        }
    }

    private static void requireVerified(SignerInformation signer, MessageType type, List<X509Certificate> signers)
            throws MessageException, CMSException {
        boolean isEd25519 = signer.getEncryptionAlgOID().equals(EdECObjectIdentifiers.id_Ed25519.getId());
        ASN1ObjectIdentifier digest = isEd25519 ? NISTObjectIdentifiers.id_sha512 : NISTObjectIdentifiers.id_sha256;
        if (!SIGNATURES.contains(new ASN1ObjectIdentifier(signer.getEncryptionAlgOID()))
                || !signer.getDigestAlgOID().equals(digest.getId())) {
            throw new MessageException("The " + type + " is signed by an algorithm that is not allowed");
        }
        List<X509Certificate> named = new ArrayList<>();
        for (X509Certificate certificate : signers) {
            if (Certificates.isNamed(
                    certificate, signer.getSID().getIssuer(), signer.getSID().getSerialNumber())) {
                named.add(certificate);
            }
        }
        for (X509Certificate certificate : named) {
            if (isVerified(signer, certificate.getPublicKey())) {
                return;
            }
        }
        throw new MessageException(
                named.isEmpty()
                        ? "The " + type + " is signed by " + issuer(signer) + ", which is not among the known signers."
                                + " If it is to be, pin its certificate"
                        : "The signature of the " + type + " is wrong: it was changed, or signed with another key");
    }

    /** Does not look at the certificate's validity period, which the verifier of a certificate would. */
    private static boolean isVerified(SignerInformation signer, PublicKey key) throws CMSException {
        try {
            return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(key));
        } catch (OperatorCreationException e) {
            throw new CMSException(e.getMessage(), e);
        } catch (CMSSignerDigestMismatchException e) {
            return false;
        }
    }

    private static String issuer(SignerInformation signer) {
        return signer.getSID().getIssuer() == null
                ? "a certificate without a name"
                : "the certificate of '"
                        + Printable.name(signer.getSID().getIssuer().toString()) + "' with serial number "
                        + signer.getSID().getSerialNumber().toString(16);
    }
}
