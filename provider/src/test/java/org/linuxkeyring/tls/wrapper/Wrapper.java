package org.linuxkeyring.tls.wrapper;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.function.Predicate;

/** A keystore that delegates to another, as WildFly Elytron has many; subclasses change a part of it. */
class Wrapper extends KeyStoreSpi {
    private final KeyStore inner;

    Wrapper(KeyStore inner) {
        this.inner = inner;
    }

    /** Returns a loaded keystore of such a type. */
    final KeyStore keyStore(String type, Provider provider) throws Exception {
        KeyStore keyStore = new KeyStore(this, provider, type) {};
        keyStore.load(null, null);
        return keyStore;
    }

    /** Returns a wrapper that shows a part of the entries. */
    static Wrapper filtering(KeyStore inner, Predicate<String> shown) {
        return new Wrapper(inner) {
            @Override
            public Enumeration<String> engineAliases() {
                return Collections.enumeration(Collections.list(super.engineAliases()).stream()
                        .filter(shown)
                        .toList());
            }
        };
    }

    /** Returns a wrapper that opens keys by a password of its own, whatever password it is given. */
    static Wrapper opening(KeyStore inner, String password) {
        return new Wrapper(inner) {
            @Override
            public Key engineGetKey(String alias, char[] given)
                    throws NoSuchAlgorithmException, UnrecoverableKeyException {
                return super.engineGetKey(alias, password.toCharArray());
            }
        };
    }

    @FunctionalInterface
    private interface Call<T> {
        T call() throws KeyStoreException;
    }

    private static <T> T handOn(Call<T> call) {
        try {
            return call.call();
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        return inner.getEntry(alias, protection);
    }

    @Override
    public Key engineGetKey(String alias, char[] password) throws NoSuchAlgorithmException, UnrecoverableKeyException {
        try {
            return inner.getKey(alias, password);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        return handOn(() -> inner.getCertificateChain(alias));
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        return handOn(() -> inner.getCertificate(alias));
    }

    @Override
    public Date engineGetCreationDate(String alias) {
        return handOn(() -> inner.getCreationDate(alias));
    }

    @Override
    public Enumeration<String> engineAliases() {
        return handOn(inner::aliases);
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return handOn(() -> inner.containsAlias(alias));
    }

    @Override
    public int engineSize() {
        return handOn(inner::size);
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return handOn(() -> inner.isKeyEntry(alias));
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return handOn(() -> inner.isCertificateEntry(alias));
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        return handOn(() -> inner.getCertificateAlias(certificate));
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        inner.setKeyEntry(alias, key, password, chain);
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        inner.setKeyEntry(alias, key, chain);
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        inner.setCertificateEntry(alias, certificate);
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        inner.deleteEntry(alias);
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) {
        throw new UnsupportedOperationException("a wrapper is not stored");
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) {
        // The inner keystore is loaded already.
    }
}
