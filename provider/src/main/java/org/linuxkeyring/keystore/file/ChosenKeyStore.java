package org.linuxkeyring.keystore.file;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.Date;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.KeyringRequest;

/** A {@code KeyStoreSpi} that passes all calls to the one that was chosen when it was loaded. */
abstract class ChosenKeyStore extends KeyStoreSpi {
    /** The method that KeyStoreSpi has since JDK 18. */
    private static final Optional<Method> ATTRIBUTES = attributesMethod();

    /** The last that was loaded without an error. */
    private volatile KeyStoreSpi keyStore;

    private static Optional<Method> attributesMethod() {
        try {
            return Optional.of(KeyStoreSpi.class.getMethod("engineGetAttributes", String.class));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    final void choose(KeyStoreSpi loaded) {
        keyStore = loaded;
    }

    @Override
    public void engineStore(OutputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        keyStore.engineStore(stream, password);
    }

    @Override
    public void engineStore(KeyStore.LoadStoreParameter parameter)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        keyStore.engineStore(parameter);
    }

    @Override
    public Key engineGetKey(String alias, char[] password) throws NoSuchAlgorithmException, UnrecoverableKeyException {
        return keyStore.engineGetKey(alias, password);
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        return keyStore.engineGetCertificateChain(alias);
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        return keyStore.engineGetCertificate(alias);
    }

    @Override
    public Date engineGetCreationDate(String alias) {
        return keyStore.engineGetCreationDate(alias);
    }

    /** Overrides the method that {@code KeyStoreSpi} has in JDK 18 and later. */
    @SuppressWarnings("unchecked")
    public Set<KeyStore.Entry.Attribute> engineGetAttributes(String alias) {
        if (keyStore instanceof LinuxKeyringKeyStore keyring) {
            return keyring.engineGetAttributes(alias);
        }
        if (ATTRIBUTES.isEmpty()) {
            return Set.of();
        }
        try {
            return (Set<KeyStore.Entry.Attribute>) ATTRIBUTES.get().invoke(keyStore, alias);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        keyStore.engineSetKeyEntry(alias, key, password, chain);
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        keyStore.engineSetKeyEntry(alias, key, chain);
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        keyStore.engineSetCertificateEntry(alias, certificate);
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        keyStore.engineDeleteEntry(alias);
    }

    @Override
    public Enumeration<String> engineAliases() {
        return keyStore.engineAliases();
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return keyStore.engineContainsAlias(alias);
    }

    @Override
    public int engineSize() {
        return keyStore.engineSize();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return keyStore.engineIsKeyEntry(alias);
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return keyStore.engineIsCertificateEntry(alias);
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        return keyStore.engineGetCertificateAlias(certificate);
    }

    /** Returns an entry, and null for a request that a keyring alone can answer, where there is none. */
    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        return protection instanceof KeyringRequest && !(keyStore instanceof LinuxKeyringKeyStore)
                ? null
                : keyStore.engineGetEntry(alias, protection);
    }

    @Override
    public void engineSetEntry(String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
            throws KeyStoreException {
        keyStore.engineSetEntry(alias, entry, protection);
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        return keyStore.engineEntryInstanceOf(alias, type);
    }
}
