package org.linuxkeyring.held.secret;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.linuxkeyring.held.EncodedParameters;
import org.linuxkeyring.kernel.AlgorithmSocket;

/** AES/CBC and AES/CTR, whose one parameter is an initialisation vector of a block. */
final class HeldIvCipher extends HeldCipher {
    private final String algorithm;
    private final boolean padded;
    private final Mode mode;
    private byte[] iv;

    private HeldIvCipher(String algorithm, boolean padded, Mode mode) {
        this.algorithm = algorithm;
        this.padded = padded;
        this.mode = mode;
    }

    static HeldIvCipher cbc(boolean padded) {
        return new HeldIvCipher(
                "cbc(aes)", padded, (socket, encrypt, iv) -> new CbcMessage(socket, encrypt, padded, iv));
    }

    static HeldIvCipher ctr() {
        return new HeldIvCipher("ctr(aes)", false, (socket, encrypt, iv) -> new CtrMessage(socket, iv));
    }

    @Override
    void setParameters(HeldSecretKey key, boolean encrypting, AlgorithmParameterSpec given, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (given == null && !encrypting) {
            throw new InvalidAlgorithmParameterException(
                    "To decrypt takes the initialisation vector that was used to encrypt");
        }
        iv = given == null ? random(random) : iv(given);
    }

    private static byte[] random(SecureRandom random) {
        byte[] iv = new byte[BLOCK];
        random.nextBytes(iv);
        return iv;
    }

    private static byte[] iv(AlgorithmParameterSpec given) throws InvalidAlgorithmParameterException {
        if (!(given instanceof IvParameterSpec parameters)) {
            throw new InvalidAlgorithmParameterException("This mode of operation takes an IvParameterSpec");
        }
        if (parameters.getIV().length != BLOCK) {
            throw new InvalidAlgorithmParameterException(
                    "An initialisation vector of AES has 16 bytes, and this one " + parameters.getIV().length);
        }
        return parameters.getIV();
    }

    @Override
    Class<? extends AlgorithmParameterSpec> parameterClass() {
        return IvParameterSpec.class;
    }

    @Override
    CipherMessage begin(HeldSecretKey key, boolean encrypting) {
        return mode.begin(key.key().algorithmSocket("skcipher", algorithm, 0), encrypting, iv);
    }

    @Override
    CipherMessage beginAgain(HeldSecretKey key, boolean encrypting) {
        return begin(key, encrypting);
    }

    @Override
    int size(boolean encrypting, int length) {
        return CbcMessage.size(padded && encrypting, length);
    }

    @Override
    protected byte[] engineGetIV() {
        return iv == null ? null : iv.clone();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return EncodedParameters.of("AES", iv == null ? null : new IvParameterSpec(iv));
    }

    @FunctionalInterface
    private interface Mode {
        CipherMessage begin(AlgorithmSocket socket, boolean encrypt, byte[] iv);
    }
}
