package org.linuxkeyring.keystore;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.secret.HeldSecretKey;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The {@code KeyStore.Entry} objects of stored entries. Each is made of one payload, so that its key, chain and
 * attributes belong together.
 */
final class EntryObjects {
    private EntryObjects() {}

    /** A function that recovers an entry's key, given the password or null. */
    @FunctionalInterface
    interface KeyOpener {
        Key open(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException;
    }

    /**
     * Makes the {@code KeyStore.Entry} of a stored entry.
     *
     * @throws UnsupportedOperationException if a trusted certificate is asked for with a password, as
     *     {@code KeyStoreSpi} specifies
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

    /**
     * Requires that the key and its certificate have the same algorithm. The constructor of {@code PrivateKeyEntry}
     * requires this by an exception that {@code KeyStore} does not declare.
     */
    private static void requireOneAlgorithm(Key key, Certificate certificate) throws UnrecoverableEntryException {
        String certified = certificate.getPublicKey().getAlgorithm();
        if (!key.getAlgorithm().equals(certified)) {
            throw new UnrecoverableEntryException("its first certificate is not that of the key: the key is "
                    + key.getAlgorithm() + ", the certificate's is " + certified);
        }
    }

    /** Makes the Java object for a key that the kernel holds. */
    static HeldKey heldKey(KernelKey key, StoredEntry entry, EntryName name) throws UnrecoverableKeyException {
        if (entry.kind() == Kind.SECRET_KEY) {
            return new HeldSecretKey(key, entry.heldAlgorithm(), entry.origin(), name);
        }
        String certified = "none";
        try {
            Certificate[] chain = entry.chain();
            if (chain.length > 0 && chain[0].getPublicKey() instanceof RSAPublicKey publicKey) {
                return new HeldRsaKey(key, publicKey, entry.origin(), name);
            }
            if (chain.length > 0) {
                certified = chain[0].getPublicKey().getAlgorithm();
            }
        } catch (CertificateException e) {
            throw (UnrecoverableKeyException)
                    new UnrecoverableKeyException("its certificate cannot be read: " + e.getMessage()).initCause(e);
        }
        throw new UnrecoverableKeyException("key " + key.serial() + " of type asymmetric lies in the place of its"
                + " private key, and would have to be RSA with an RSA certificate first, which is " + certified
                + ". Take that key out (`keyctl unlink " + key.serial() + "`), or store the entry anew");
    }

    /** Returns the remedy for a key of type asymmetric, which KEYCTL_READ does not give out. */
    static String besidePrivateKey(KeyName name, String key) {
        String description = Printable.name(name.description().toString());
        return "There is " + key + " of type " + name.type() + " without certificates. If it is a private key, put its"
                + " certificates beside it (`keyctl padd user " + description + " KEYRING < chain.pem`), and use the"
                + " alias " + description + ".";
    }

    /**
     * Returns the certificate chain of an entry; empty for an entry without certificates, or with one that the JDK
     * cannot decode. The methods getKey and getEntry, which declare exceptions, give the reason.
     */
    static Optional<Certificate[]> readableChain(StoredEntry entry) {
        try {
            return Optional.of(entry.chain()).filter(chain -> chain.length > 0);
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** Returns why the entry cannot be used, whatever the password; empty for an entry that can. */
    static Optional<Exception> fault(StoredEntry entry, KeyOpener opener) {
        try {
            Set<KeyStore.Entry.Attribute> attributes = entry.attributes();
            boolean hasChain = entry.chain().length > 0;
            if (entry.isProtected()) {
                entry.requireKnownProtection();
            } else if (hasChain) {
                of(entry, opener, attributes, null);
            } else {
                opener.open(null);
            }
            return Optional.empty();
        } catch (GeneralSecurityException | MalformedEntryException e) {
            return Optional.of(e);
        }
    }

    /** Returns the class by which {@code KeyStore.entryInstanceOf} asks for entries of this kind. */
    static Class<? extends KeyStore.Entry> type(Kind kind) {
        return switch (kind) {
            case PRIVATE_KEY -> KeyStore.PrivateKeyEntry.class;
            case SECRET_KEY -> KeyStore.SecretKeyEntry.class;
            case CERTIFICATE -> KeyStore.TrustedCertificateEntry.class;
        };
    }

    /**
     * Makes the exception that {@code KeyStore} declares for an entry that exists but whose key cannot be recovered.
     */
    static UnrecoverableKeyException unrecoverable(String alias, Exception cause) {
        String subject = KeyStoreEntries.quoted(alias);
        boolean isNamed = cause instanceof KeyctlException e && e.subject().equals(subject);
        String what =
                isNamed ? cause.getMessage() : "The key of " + subject + " cannot be recovered: " + cause.getMessage();
        return (UnrecoverableKeyException) new UnrecoverableKeyException(what).initCause(cause);
    }

    /** Makes the exception that {@code getEntry} declares, whatever part of the entry cannot be recovered. */
    static UnrecoverableEntryException unrecoverableEntry(String alias, Exception cause) {
        if (cause instanceof KeyringException || cause instanceof UnrecoverableKeyException) {
            return unrecoverable(alias, cause);
        }
        String what = "The entry of " + KeyStoreEntries.quoted(alias) + " cannot be recovered: " + cause.getMessage();
        return (UnrecoverableEntryException) new UnrecoverableEntryException(what).initCause(cause);
    }
}
