package org.linuxkeyring.keystore;

import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.secret.HeldSecretKey;
import org.linuxkeyring.keyring.key.KernelKey;

/** Makes a KeyStore.Entry of one payload, so that its key, chain and attributes belong together. */
final class EntryObjects {
    private EntryObjects() {}

    /** Has the entry's key, given the password if there is one. */
    @FunctionalInterface
    interface KeyOpener {
        Key open(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException;
    }

    /**
     * The entry that was stored.
     *
     * @throws UnsupportedOperationException if a trusted certificate is asked for with a password, as KeyStoreSpi has
     *     it
     */
    static KeyStore.Entry of(
            StoredEntry entry,
            KeyOpener opener,
            Set<KeyStore.Entry.Attribute> attributes,
            KeyStore.ProtectionParameter protection)
            throws UnrecoverableEntryException, NoSuchAlgorithmException, CertificateException {
        if (entry.kind() == Kind.CERTIFICATE) {
            if (Protection.hasPassword(protection)) {
                throw new UnsupportedOperationException("trusted certificate entries are not password-protected");
            }
            return new KeyStore.TrustedCertificateEntry(entry.chain()[0], attributes);
        }
        Key key = opener.open(Protection.password(protection));
        if (key instanceof SecretKey secretKey) {
            return new KeyStore.SecretKeyEntry(secretKey, attributes);
        }
        Certificate[] chain = entry.chain();
        if (chain.length == 0) {
            throw new UnrecoverableEntryException(
                    "it is a private key without a certificate, which a PrivateKeyEntry must have. Use getKey, or"
                            + " store its certificate with it");
        }
        requireOneAlgorithm(key, chain[0]);
        return new KeyStore.PrivateKeyEntry((PrivateKey) key, chain, attributes);
    }

    /** PrivateKeyEntry's constructor demands it, by an exception that KeyStore does not declare. */
    private static void requireOneAlgorithm(Key key, Certificate certificate) throws UnrecoverableEntryException {
        String certified = certificate.getPublicKey().getAlgorithm();
        if (!key.getAlgorithm().equals(certified)) {
            throw new UnrecoverableEntryException("its first certificate is not that of the key: the key is "
                    + key.getAlgorithm() + ", the certificate's is " + certified);
        }
    }

    /** Makes what stands in Java for a key that the kernel holds. */
    static HeldKey heldKey(KernelKey key, StoredEntry entry) throws UnrecoverableKeyException {
        if (entry.kind() == Kind.SECRET_KEY) {
            return new HeldSecretKey(key, entry.heldAlgorithm());
        }
        try {
            Certificate[] chain = entry.chain();
            if (chain.length > 0 && chain[0].getPublicKey() instanceof RSAPublicKey publicKey) {
                return new HeldRsaKey(key, publicKey);
            }
        } catch (CertificateException e) {
            throw (UnrecoverableKeyException)
                    new UnrecoverableKeyException("its certificate cannot be read: " + e.getMessage()).initCause(e);
        }
        throw new UnrecoverableKeyException(
                "the kernel holds its key, and the first certificate beside it is none of an RSA key");
    }

    /** The type by which {@code KeyStore.entryInstanceOf} asks for such entries. */
    static Class<? extends KeyStore.Entry> type(Kind kind) {
        return switch (kind) {
            case PRIVATE_KEY -> KeyStore.PrivateKeyEntry.class;
            case SECRET_KEY -> KeyStore.SecretKeyEntry.class;
            case CERTIFICATE -> KeyStore.TrustedCertificateEntry.class;
        };
    }

    /** What KeyStore declares for an entry that is there and whose key cannot be had. */
    static UnrecoverableKeyException unrecoverable(String alias, Exception cause) {
        String subject = KeyStoreEntries.quoted(alias);
        boolean isNamed = cause instanceof KeyctlException e && e.subject().equals(subject);
        String what =
                isNamed ? cause.getMessage() : "The key of " + subject + " cannot be recovered: " + cause.getMessage();
        return (UnrecoverableKeyException) new UnrecoverableKeyException(what).initCause(cause);
    }
}
