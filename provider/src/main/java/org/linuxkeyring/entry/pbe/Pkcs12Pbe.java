package org.linuxkeyring.entry.pbe;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;

/**
 * The old encryption of PKCS #12 (RFC 7292 appendix C), which {@code openssl pkcs8 -v1} writes, and which is only read
 * here.
 */
record Pkcs12Pbe(Variant variant, byte[] salt, int iterations) implements PasswordScheme {

    record Variant(Supplier<BlockCipher> engine, int keyBits) {}

    private static final Map<ASN1ObjectIdentifier, Variant> VARIANTS = Map.of(
            PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new Variant(DESedeEngine::new, 192),
            PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC, new Variant(DESedeEngine::new, 128),
            PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC, new Variant(RC2Engine::new, 128),
            PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, new Variant(RC2Engine::new, 40));

    static Pkcs12Pbe read(ASN1ObjectIdentifier algorithm, ASN1Encodable parameters)
            throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        Variant variant = VARIANTS.get(algorithm);
        if (variant == null) {
            throw new NoSuchAlgorithmException("The key is protected with a password by the PKCS #12 scheme "
                    + algorithm.getId() + ", which is not supported; those with Triple DES and RC2 are");
        }
        PKCS12PBEParams params = PKCS12PBEParams.getInstance(parameters);
        return new Pkcs12Pbe(variant, params.getIV(), KeyDerivation.iterations(params.getIterations()));
    }

    @Override
    public BufferedBlockCipher cipher(boolean encrypt, char[] password) {
        byte[] encodedPassword = PBEParametersGenerator.PKCS12PasswordToBytes(password);
        try {
            BlockCipher engine = variant.engine().get();
            PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA1Digest());
            generator.init(encodedPassword, salt, iterations);
            BufferedBlockCipher cipher = CbcCipher.newCipher(engine);
            cipher.init(
                    encrypt, generator.generateDerivedParameters(variant.keyBits(), engine.getBlockSize() * Byte.SIZE));
            return cipher;
        } finally {
            Arrays.fill(encodedPassword, (byte) 0);
        }
    }
}
