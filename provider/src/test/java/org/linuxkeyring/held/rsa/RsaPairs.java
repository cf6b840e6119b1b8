package org.linuxkeyring.held.rsa;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** RSA keys of several sizes, made beforehand by OpenSSL: to make them takes minutes on an emulated machine. */
public final class RsaPairs {
    private RsaPairs() {}

    /** @param bits 1024, 2047, 2048, 3072 or 4096 */
    public static KeyPair ofBits(int bits) {
        try (InputStream file = RsaPairs.class.getResourceAsStream("rsa-" + bits + ".pem")) {
            String pem = new String(file.readAllBytes(), US_ASCII);
            String base64 =
                    pem.replaceFirst("(?s)^.*-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "");
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) factory.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
