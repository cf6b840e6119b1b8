package org.linuxkeyring.keystore.file;

import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * The service of a keystore type that another provider has too, whose keystores are used for all files but references.
 */
public final class FileKeyStoreService extends Provider.Service {
    private static final String KEY_STORE = "KeyStore";

    /** Makes the service of a keystore type such as PKCS12. */
    public FileKeyStoreService(Provider provider, String type) {
        super(provider, KEY_STORE, type, FileKeyStore.class.getName(), List.of(), Map.of());
    }

    /**
     * Makes a keystore that is not loaded.
     *
     * @throws NoSuchAlgorithmException if no other provider has the type, as with BCFKS where Bouncy Castle's provider
     *     is not installed
     */
    @Override
    public Object newInstance(Object constructorParameter) throws NoSuchAlgorithmException {
        next();
        return new FileKeyStore(this);
    }

    /** Makes a keystore of the provider that would be asked if this one were not there. */
    KeyStoreSpi other() throws NoSuchAlgorithmException {
        return (KeyStoreSpi) next().newInstance(null);
    }

    private Provider.Service next() throws NoSuchAlgorithmException {
        for (Provider provider : Security.getProviders()) {
            Provider.Service service = provider.getService(KEY_STORE, getAlgorithm());
            if (service != null && !provider.getName().equals(getProvider().getName())) {
                return service;
            }
        }
        throw new NoSuchAlgorithmException(
                "KeyStore " + getAlgorithm() + " is not available: no other provider has it");
    }
}
