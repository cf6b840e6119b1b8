package org.linuxkeyring.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;

/**
 * The unchanging keystore of the entries that a keyring had at one time, for the JDK's managers. The aliases are in the
 * order of the map.
 */
final class FixedKeyStore extends KeyStoreSpi {
    private static final String READ_ONLY = "entries that were read from a keyring cannot be changed here";

    private final Map<String, ? extends KeyStore.Entry> entries;

    private FixedKeyStore(Map<String, ? extends KeyStore.Entry> entries) {
        this.entries = entries;
    }

    static KeyStore of(Map<String, ? extends KeyStore.Entry> entries) throws GeneralSecurityException {
        KeyStore keyStore = new Wrapped(new FixedKeyStore(entries));
        try {
            keyStore.load(null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return keyStore;
    }

    /** The KeyStore of this class; KeyStore's constructor is protected. */
    private static final class Wrapped extends KeyStore {
        Wrapped(KeyStoreSpi spi) {
            super(spi, null, "fixed");
        }
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter) {
        // There is nothing to load, but KeyStore requires a call of load.
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) {
        engineLoad(null);
    }

    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection) {
        return entries.get(alias);
    }

    private Optional<KeyStore.PrivateKeyEntry> privateKey(String alias) {
        return Optional.ofNullable(entries.get(alias))
                .filter(KeyStore.PrivateKeyEntry.class::isInstance)
                .map(KeyStore.PrivateKeyEntry.class::cast);
    }

    @Override
    public Key engineGetKey(String alias, char[] password) {
        return privateKey(alias).map(KeyStore.PrivateKeyEntry::getPrivateKey).orElse(null);
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        return privateKey(alias)
                .map(KeyStore.PrivateKeyEntry::getCertificateChain)
                .orElse(null);
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        if (entries.get(alias) instanceof KeyStore.TrustedCertificateEntry entry) {
            return entry.getTrustedCertificate();
        }
        return privateKey(alias).map(KeyStore.PrivateKeyEntry::getCertificate).orElse(null);
    }

    @Override
    public Date engineGetCreationDate(String alias) {
        return null;
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(entries.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entries.containsKey(alias);
    }

    @Override
    public int engineSize() {
        return entries.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return privateKey(alias).isPresent();
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return entries.get(alias) instanceof KeyStore.TrustedCertificateEntry;
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        return entries.keySet().stream()
                .filter(alias -> engineGetCertificate(alias).equals(certificate))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void engineDeleteEntry(String alias) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) {
        throw new UnsupportedOperationException(READ_ONLY);
    }
}
