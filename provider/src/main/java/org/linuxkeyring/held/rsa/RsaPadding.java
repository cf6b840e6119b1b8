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

/** The paddings by their names in a transformation, with the parameters that the JDK's RSA cipher takes for them. */
abstract class RsaPadding {
    private static final String OAEP_START = "OAEPWITH";
    private static final String OAEP_END = "ANDMGF1PADDING";

    /**
     * What takes a block's padding off, and answers null where it is wrong.
     *
     * @param overhead how many bytes of a block are not content, at least
     * @param spec the parameters in use, or null
     */
    record Unpadding(UnaryOperator<byte[]> unpad, int overhead, OAEPParameterSpec spec) {}

    /** @throws NoSuchPaddingException if there is none of that name */
    static RsaPadding named(String name) throws NoSuchPaddingException {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals("NOPADDING")) {
            return new WithoutParameters(new Unpadding(UnaryOperator.identity(), 0, null));
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

    static RsaPadding pkcs1() {
        return new WithoutParameters(new Unpadding(Pkcs1Encoding::unpad, Pkcs1Encoding.LEAST_OVERHEAD, null));
    }

    /** @param parameters null for those that the padding's name implies */
    abstract Unpadding with(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException;

    private static final class WithoutParameters extends RsaPadding {
        private final Unpadding unpadding;

        WithoutParameters(Unpadding unpadding) {
            this.unpadding = unpadding;
        }

        @Override
        Unpadding with(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
            if (parameters == null) {
                return unpadding;
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

    private static final class Oaep extends RsaPadding {
        private final String digest;

        Oaep(String digest) {
            this.digest = digest;
        }

        /**
         * The name in a transformation tells the hash function of the label alone: MGF1 uses SHA-1 unless parameters
         * say else.
         */
        @Override
        Unpadding with(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
            AlgorithmParameterSpec chosen = parameters == null
                    ? new OAEPParameterSpec(digest, "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)
                    : parameters;
            if (!(chosen instanceof OAEPParameterSpec spec)) {
                throw new InvalidAlgorithmParameterException("Wrong Parameters for OAEP Padding");
            }
            OaepEncoding encoding = new OaepEncoding(spec);
            return new Unpadding(encoding::unpad, encoding.overhead(), spec);
        }
    }
}
