package org.linuxkeyring.keystore.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.CallbackHandlerProtection;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Passwords, keys and entries for tests to which it does not matter which they are. */
final class KeyStoreContractExamples {
    static final List<String> OLD_SCHEMES =
            List.of("PBEWithMD5AndDES", "PBEWithSHA1AndRC4_40", "PBEWithSHA1AndRC4_128");

    private KeyStoreContractExamples() {}

    static char[] storePassword() {
        return "of the whole store".toCharArray();
    }

    static char[] password() {
        return "of one key".toCharArray();
    }

    static char[] wrongPassword() {
        return "of another key".toCharArray();
    }

    static PasswordProtection protection() {
        return new PasswordProtection(password());
    }

    static List<ProtectionParameter> otherThanAPassword() {
        return List.of(new CallbackHandlerProtection(callbacks -> {}), new ProtectionParameter() {});
    }

    static SecretKey aes() {
        return secret("AES");
    }

    /** Returns a key of 24 bytes, a length that AES, DESede and every HMAC accept. */
    static SecretKey secret(String algorithm) {
        return new SecretKeySpec("twenty-four secret bytes".getBytes(US_ASCII), algorithm);
    }

    static KeyPair ec() {
        return TestKeys.pair("EC/secp256r1");
    }

    static PrivateKey ecKey() {
        return ec().getPrivate();
    }

    /** Returns {@link #ecKey()} as an EncryptedPrivateKeyInfo, for {@link #password()}. */
    static byte[] encryptedBy(String scheme) throws GeneralSecurityException, IOException {
        SecretKey key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password()));
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(new byte[8], 1000));
        return new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(ecKey().getEncoded())).getEncoded();
    }

    /** Returns a new chain for {@link #ecKey()}. */
    static X509Certificate[] ecChain() {
        return TestCertificates.chain(ec().getPublic(), 2);
    }

    static X509Certificate certificate() {
        return TestCertificates.selfSigned("trusted");
    }

    static PrivateKeyEntry privateKeyEntry(Attribute... attributes) {
        return new PrivateKeyEntry(ecKey(), ecChain(), Set.of(attributes));
    }

    static SecretKeyEntry secretKeyEntry(Attribute... attributes) {
        return new SecretKeyEntry(aes(), Set.of(attributes));
    }

    static TrustedCertificateEntry certificateEntry(Attribute... attributes) {
        return new TrustedCertificateEntry(certificate(), Set.of(attributes));
    }

    /** Adds an entry of each kind, "private", "secret" and "trusted", the keys without a password. */
    static KeyStore filled(KeyStore keyStore) throws Exception {
        keyStore.setKeyEntry("private", ecKey(), null, ecChain());
        keyStore.setKeyEntry("secret", aes(), null, null);
        keyStore.setCertificateEntry("trusted", certificate());
        return keyStore;
    }

    static List<String> aliases(KeyStore keyStore) throws Exception {
        return Collections.list(keyStore.aliases());
    }
}
