package org.linuxkeyring.fleet.message;

import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.SignatureSpi;
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

    /** The provider of this key's cipher and signature. */
    public static final class OfKey extends Provider {
        private static final long serialVersionUID = 1L;

        /** Makes a provider with this cipher. */
        public OfKey(Class<? extends RefusedCipher> cipher) {
            super("RefusedKey", "1", "a key that is refused");
            put("Cipher", "RSA", cipher);
            put("Signature", "SHA256withRSA", RefusedSignature.class);
        }

        private void put(String type, String algorithm, Class<?> spi) {
            putService(new Service(
                    this,
                    type,
                    algorithm,
                    spi.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", RefusedKey.class.getName())));
        }
    }

    /** Fails as signatures by keys do that the kernel holds. */
    public static final class RefusedSignature extends SignatureSpi {
        @Override
        protected void engineInitVerify(PublicKey key) {}

        @Override
        protected void engineInitSign(PrivateKey key) {}

        @Override
        protected void engineUpdate(byte octet) {}

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) {}

        @Override
        protected byte[] engineSign() throws SignatureException {
            throw new SignatureException("no memory");
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {}

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            return null;
        }
    }

    /** Fails before it decrypts anything. */
    public static final class RefusedAtOnce extends RefusedCipher {
        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
            throw new InvalidKeyException("no memory");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException {
            throw new InvalidKeyException("no memory");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException {
            throw new InvalidKeyException("no memory");
        }
    }

    /** Fails as ciphers of keys do that the kernel holds. */
    public static class RefusedCipher extends CipherSpi {
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
        protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException {}

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException {}

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
