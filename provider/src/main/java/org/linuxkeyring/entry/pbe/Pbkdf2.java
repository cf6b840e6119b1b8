package org.linuxkeyring.entry.pbe;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * PBKDF2 (RFC 8018 section 5.2) with HMAC, which OpenSSL and the JDK write, and which is only read here. The JDK's own
 * is not used, since it wipes its copy of the password only when its key is garbage.
 */
record Pbkdf2(Supplier<Digest> digest, byte[] salt, int iterations) implements KeyDerivation {
    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> DIGESTS = Map.of(
            PKCSObjectIdentifiers.id_hmacWithSHA1, SHA1Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA224, SHA224Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA256, SHA256Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA384, SHA384Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA512, SHA512Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA512_224, () -> new SHA512tDigest(224),
            PKCSObjectIdentifiers.id_hmacWithSHA512_256, () -> new SHA512tDigest(256));

    static Pbkdf2 read(ASN1Encodable parameters, int keySize)
            throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        PBKDF2Params params = PBKDF2Params.getInstance(parameters);
        ASN1ObjectIdentifier function = params.getPrf().getAlgorithm();
        Supplier<Digest> digest = DIGESTS.get(function);
        if (digest == null) {
            throw new NoSuchAlgorithmException("The key is protected with a password by PBKDF2 with the function "
                    + function.getId() + ", which is not supported; HMAC with SHA-1 and SHA-2 are");
        }
        KeyDerivation.requireKeySize(params.getKeyLength(), keySize);
        return new Pbkdf2(digest, params.getSalt(), KeyDerivation.iterations(params.getIterationCount()));
    }

    @Override
    public byte[] derive(byte[] password, int length) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest.get());
        generator.init(password, salt, iterations);
        return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
    }
}
