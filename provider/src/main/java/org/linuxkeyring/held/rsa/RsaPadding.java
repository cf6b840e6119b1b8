package org.linuxkeyring.held.rsa;

import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Locale;
import java.util.function.UnaryOperator;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;

/**
 * The paddings by their names in a transformation, with the parameters that the JDK's RSA cipher takes for them. Bouncy
 * Castle removes them: in a time that does not tell what is wrong with one, and it wipes what it has copied.
 */
abstract class RsaPadding {
    private static final String OAEP_START = "OAEPWITH";
    private static final String OAEP_END = "ANDMGF1PADDING";

    /**
     * The way in which a key decrypts a block.
     *
     * @param cipher returns what the padding leaves of a block, or throws an InvalidCipherTextException
     * @param spec the parameters in use, or null
     */
    record Decryption(AsymmetricBlockCipher cipher, OAEPParameterSpec spec) {}

    /**
     * Returns the padding of a name.
     *
     * @throws NoSuchPaddingException if there is none of that name
     */
    static RsaPadding named(String name) throws NoSuchPaddingException {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals("NOPADDING")) {
            // All of a block is content then, as a signature is all of a block: the engine decrypts as it encrypts.
            return new WithoutParameters(UnaryOperator.identity(), true);
        }
        if (upper.equals("PKCS1PADDING")) {
            return pkcs1();
        }
        if (upper.equals("OAEPPADDING")) {
            return new Oaep("SHA-1");
        }
        if (upper.startsWith(OAEP_START) && upper.endsWith(OAEP_END)) {
            String digest = name.substring(OAEP_START.length(), name.length() - OAEP_END.length());
            if (isDigest(digest)) {
                return new Oaep(digest);
            }
        }
        throw new NoSuchPaddingException("Padding " + name + " not supported");
    }

    private static boolean isDigest(String name) {
        try {
            MessageDigest.getInstance(name);
            return true;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }

    /** Returns the padding of PKCS #1 v1.5 for encryption (RFC 8017, section 7.2). */
    static RsaPadding pkcs1() {
        return new WithoutParameters(PKCS1Encoding::new, false);
    }

    /**
     * Returns what decrypts with a key.
     *
     * @param parameters null for those that the padding's name implies
     */
    abstract Decryption decryption(RsaPrivateOperation key, AlgorithmParameterSpec parameters)
            throws InvalidAlgorithmParameterException;

    private static final class WithoutParameters extends RsaPadding {
        private final UnaryOperator<AsymmetricBlockCipher> padding;
        private final boolean wholeBlocks;

        WithoutParameters(UnaryOperator<AsymmetricBlockCipher> padding, boolean wholeBlocks) {
            this.padding = padding;
            this.wholeBlocks = wholeBlocks;
        }

        @Override
        Decryption decryption(RsaPrivateOperation key, AlgorithmParameterSpec parameters)
                throws InvalidAlgorithmParameterException {
            if (parameters == null) {
                AsymmetricBlockCipher cipher = padding.apply(new KernelRsaEngine(key));
                cipher.init(wholeBlocks, KernelRsaEngine.PRIVATE_KEY);
                return new Decryption(cipher, null);
            }
            // JSSE offers this class, which it exports to no one, and goes on by another way if that is refused like
            // this.
            if (parameters.getClass().getSimpleName().equals("TlsRsaPremasterSecretParameterSpec")) {
                throw new UnsupportedOperationException(
                        "a TLS premaster secret is decrypted, by DECRYPT_MODE, and not unwrapped");
            }
            throw new InvalidAlgorithmParameterException("Parameters not supported");
        }
    }

    /** OAEP (RFC 8017, section 7.1). */
    private static final class Oaep extends RsaPadding {
        private final String digest;

        Oaep(String digest) {
            this.digest = digest;
        }

        /**
         * Returns the decryption with the given parameters. If there are none, the name in the transformation gives the
         * hash function of the label alone, and MGF1 uses SHA-1.
         */
        @Override
        Decryption decryption(RsaPrivateOperation key, AlgorithmParameterSpec parameters)
                throws InvalidAlgorithmParameterException {
            AlgorithmParameterSpec chosen = parameters == null
                    ? new OAEPParameterSpec(digest, "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)
                    : parameters;
            if (!(chosen instanceof OAEPParameterSpec spec)) {
                throw new InvalidAlgorithmParameterException("Wrong Parameters for OAEP Padding");
            }
            AsymmetricBlockCipher cipher = encoding(spec, new KernelRsaEngine(key));
            cipher.init(false, KernelRsaEngine.PRIVATE_KEY);
            return new Decryption(cipher, spec);
        }

        private static OAEPEncoding encoding(OAEPParameterSpec spec, KernelRsaEngine engine)
                throws InvalidAlgorithmParameterException {
            if (!spec.getMGFAlgorithm().equalsIgnoreCase("MGF1")) {
                throw new InvalidAlgorithmParameterException("Unsupported MGF algo: " + spec.getMGFAlgorithm());
            }
            if (!(spec.getMGFParameters() instanceof MGF1ParameterSpec mgf1)) {
                throw new InvalidAlgorithmParameterException("MGF1's parameters must be type MGF1ParameterSpec");
            }
            if (!(spec.getPSource() instanceof PSource.PSpecified label)) {
                throw new InvalidAlgorithmParameterException(
                        "Unsupported pSource algo: " + spec.getPSource().getAlgorithm());
            }
            JvmDigest maskDigest = digest(mgf1.getDigestAlgorithm());
            return new OAEPEncoding(engine, digest(spec.getDigestAlgorithm()), maskDigest, label.getValue());
        }

        /**
         * Returns any function that the JVM has, as the JDK's cipher does: OAEP does not depend on it to be free of
         * collisions.
         */
        private static JvmDigest digest(String name) throws InvalidAlgorithmParameterException {
            try {
                return new JvmDigest(MessageDigest.getInstance(name));
            } catch (NoSuchAlgorithmException e) {
                throw new InvalidAlgorithmParameterException("Unsupported digest algorithm " + name, e);
            }
        }
    }
}
