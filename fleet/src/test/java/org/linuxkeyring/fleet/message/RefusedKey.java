package org.linuxkeyring.fleet.message;

import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import javax.crypto.CipherSpi;

/** A machine's key that cannot be used now, such as one that the kernel holds and has no memory for. */
public final class RefusedKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public String getFormat() {
        return null;
    }

    @Override
    public byte[] getEncoded() {
        return null;
    }

    /** The provider of this key's cipher. */
    public static final class OfKey extends Provider {
        private static final long serialVersionUID = 1L;

        public OfKey() {
            super("RefusedKey", "1", "a cipher that fails");
            putService(new Service(
                    this,
                    "Cipher",
                    "RSA",
                    RefusedCipher.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", RefusedKey.class.getName())));
        }
    }

    /** Fails as ciphers of keys do that the kernel holds. */
    public static final class RefusedCipher extends CipherSpi {
        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return 0;
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return inputLength;
        }

        @Override
        protected byte[] engineGetIV() {
            return null;
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {}

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            return new byte[0];
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            return 0;
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length) {
            throw new ProviderException("no memory");
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new ProviderException("no memory");
        }

        @Override
        protected Key engineUnwrap(byte[] wrappedKey, String algorithm, int type) {
            throw new ProviderException("no memory");
        }
    }
}
