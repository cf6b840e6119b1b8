package org.linuxkeyring.fleet.message;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;

/**
 * Encryption to one machine: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084), whose key is encrypted by
 * RSAES-OAEP with SHA-256 (RFC 4055 section 4.1).
 */
final class Envelope {
    private static final int TAG_BYTES = 16;

    /**
     * For AES-GCM by object identifiers, which the JDK's providers do not know. The key's provider is the key's own.
     */
    private static final Provider GCM = new BouncyCastleProvider();

    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    static final AlgorithmIdentifier OAEP = new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_RSAES_OAEP,
            new RSAESOAEPparams(
                    SHA256,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
                    RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));

    private Envelope() {}

    static byte[] seal(byte[] content, X509Certificate machine) throws MessageException {
        if (!(machine.getPublicKey() instanceof RSAKey)) {
            throw new MessageException("The key of " + machine.getSubjectX500Principal() + " is of "
                    + machine.getPublicKey().getAlgorithm()
                    + ", and envelopes are for RSA keys. Enroll the machine anew");
        }
        try {
            CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(machine, OAEP));
            OutputAEADEncryptor encryptor =
                    (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                            .setProvider(GCM)
                            .build();
            return Der.encode(generator
                    .generate(new CMSProcessableByteArray(content), encryptor)
                    .toASN1Structure());
        } catch (CMSException | CertificateEncodingException e) {
            throw new MessageException(
                    "Nothing can be encrypted to " + machine.getSubjectX500Principal() + ": " + e.getMessage(), e);
        }
    }

    /** Decrypts; the caller wipes what is returned. */
    static byte[] open(byte[] envelope, X509Certificate machine, PrivateKey key) throws MessageException {
        return Der.decode(envelope, "envelope", value -> opened(value, machine, key));
    }

    private static byte[] opened(ASN1Primitive value, X509Certificate machine, PrivateKey key) throws MessageException {
        ContentInfo info = ContentInfo.getInstance(value);
        requireForm(info);
        try {
            RecipientInformation recipient = new CMSAuthEnvelopedData(info)
                    .getRecipientInfos()
                    .iterator()
                    .next();
            KeyTransRecipientId id = (KeyTransRecipientId) recipient.getRID();
            if (!Certificates.isNamed(machine, id.getIssuer(), id.getSerialNumber())) {
                throw new MessageException("The envelope is not encrypted to this machine's certificate, "
                        + Fingerprint.of(machine) + ". If the machine was enrolled anew, have it admitted anew, and"
                        + " publish again");
            }
            return recipient.getContent(new JceKeyTransAuthEnvelopedRecipient(key).setContentProvider(GCM));
        } catch (ProviderException e) {
            throw MessageException.ofKey(e.getMessage(), e);
        } catch (CMSException e) {
            Optional<InvalidKeyException> refused = refusedKey(e);
            if (refused.isPresent()) {
                throw MessageException.ofKey(refused.get().getMessage(), e);
            }
            throw new MessageException(
                    "The envelope cannot be opened: " + why(e) + ". It was changed, or its key is not"
                            + " this machine's",
                    e);
        }
    }

    /** Returns why the key was refused before anything was decrypted with it. */
    private static Optional<InvalidKeyException> refusedKey(CMSException e) {
        return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                .filter(InvalidKeyException.class::isInstance)
                .map(InvalidKeyException.class::cast)
                .findFirst();
    }

    private static String why(CMSException e) {
        return e.getCause() == null || e.getCause().getMessage() == null
                ? e.getMessage()
                : e.getCause().getMessage();
    }

    /** Requires what this class writes, before anything is done with the private key. */
    private static void requireForm(ContentInfo info) throws MessageException {
        AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
        boolean isOne = info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData)
                && data.getVersion().hasValue(0)
                && data.getRecipientInfos().size() == 1
                && data.getOriginatorInfo() == null
                && data.getAuthAttrs() == null
                && data.getUnauthAttrs() == null
                && data.getMac().getOctets().length == TAG_BYTES;
        if (!isOne) {
            throw new MessageException("The envelope is not for one machine, without attributes");
        }
        KeyTransRecipientInfo recipient = KeyTransRecipientInfo.getInstance(
                RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0))
                        .getInfo());
        AlgorithmIdentifier algorithm = data.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm();
        if (!recipient.getVersion().hasValue(0)
                || !data.getAuthEncryptedContentInfo().getContentType().equals(CMSObjectIdentifiers.data)
                || !recipient.getKeyEncryptionAlgorithm().equals(OAEP)
                || !algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_GCM)
                || GCMParameters.getInstance(algorithm.getParameters()).getIcvLen() != TAG_BYTES) {
            throw new MessageException("The envelope is encrypted in a way that is not allowed");
        }
    }
}
