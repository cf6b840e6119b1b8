package org.linuxkeyring.held.secret;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.spec.GCMParameterSpec;
import org.linuxkeyring.held.EncodedParameters;

/**
 * AES/GCM. As SunJCE's, it refuses to encrypt twice with the same key and IV, which would reveal both texts and the key
 * that authenticates (NIST SP 800-38D, appendix A).
 */
final class HeldGcmCipher extends HeldCipher {
    /** The only length that the kernel's gcm takes, which NIST SP 800-38D, 5.2.1.1 recommends. */
    private static final int IV_SIZE = 12;

    private static final Set<Integer> TAG_BITS = Set.of(128, 120, 112, 104, 96);
    private static final int USUAL_TAG_BITS = 128;

    private int tagBits;
    private byte[] iv;
    private int usedKey;
    private byte[] usedIv;

    @Override
    void setParameters(HeldSecretKey key, boolean encrypting, AlgorithmParameterSpec given, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (given == null && !encrypting) {
            throw new InvalidAlgorithmParameterException("To decrypt takes the parameters that were used to encrypt");
        }
        GCMParameterSpec wanted = given == null ? random(random) : checked(given);
        if (encrypting && key.key().serial() == usedKey && Arrays.equals(wanted.getIV(), usedIv)) {
            throw new InvalidAlgorithmParameterException("Cannot reuse iv for GCM encryption");
        }
        tagBits = wanted.getTLen();
        iv = wanted.getIV();
    }

    private static GCMParameterSpec random(SecureRandom random) {
        byte[] iv = new byte[IV_SIZE];
        random.nextBytes(iv);
        return new GCMParameterSpec(USUAL_TAG_BITS, iv);
    }

    private static GCMParameterSpec checked(AlgorithmParameterSpec given) throws InvalidAlgorithmParameterException {
        if (!(given instanceof GCMParameterSpec wanted)) {
            throw new InvalidAlgorithmParameterException("This mode of operation takes a GCMParameterSpec");
        }
        if (!TAG_BITS.contains(wanted.getTLen())) {
            throw new InvalidAlgorithmParameterException(
                    "A tag has 128, 120, 112, 104 or 96 bits, and not " + wanted.getTLen());
        }
        if (wanted.getIV().length != IV_SIZE) {
            throw new InvalidAlgorithmParameterException(
                    "The kernel's GCM takes initialisation vectors of 12 bytes only, and this one has "
                            + wanted.getIV().length);
        }
        return wanted;
    }

    @Override
    Class<? extends AlgorithmParameterSpec> parameterClass() {
        return GCMParameterSpec.class;
    }

    @Override
    CipherMessage begin(HeldSecretKey key, boolean encrypting) {
        int tagSize = tagBits / Byte.SIZE;
        CipherMessage message =
                new GcmMessage(key.key().algorithmSocket("aead", "gcm(aes)", tagSize), encrypting, iv, tagSize);
        if (encrypting) {
            usedKey = key.key().serial();
            usedIv = iv;
        }
        return message;
    }

    @Override
    CipherMessage beginAgain(HeldSecretKey key, boolean encrypting) {
        if (encrypting) {
            throw new IllegalStateException("Must use either different key or iv for GCM encryption");
        }
        return begin(key, false);
    }

    @Override
    int size(boolean encrypting, int length) {
        return GcmMessage.size(encrypting, length, tagBits / Byte.SIZE);
    }

    @Override
    protected byte[] engineGetIV() {
        return iv == null ? null : iv.clone();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return EncodedParameters.of("GCM", iv == null ? null : new GCMParameterSpec(tagBits, iv));
    }
}
