package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.ServedEntries;

/**
 * The factory of trust managers for LINUXKEYRING keystores. For other keystores, and for the JDK's default (null), it
 * returns the JDK's trust manager.
 */
public final class KeyringTrustManagerFactory extends TrustManagerFactorySpi {
    static final String JDK_ALGORITHM = "PKIX";

    private TrustManager[] managers;

    @Override
    protected void engineInit(KeyStore keyStore) throws KeyStoreException {
        Optional<ServedEntries> entries = ServedEntries.of(keyStore);
        try {
            if (entries.isPresent()) {
                managers = new TrustManager[] {new KeyringTrustManager(entries.get())};
            } else {
                TrustManagerFactory factory = TrustManagerFactory.getInstance(JDK_ALGORITHM);
                factory.init(keyStore);
                managers = factory.getTrustManagers();
            }
        } catch (KeyringException | NoSuchAlgorithmException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    /**
     * Initialises the JDK's factory, because such parameters have trust anchors or a CertStore instead of a keystore.
     */
    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(JDK_ALGORITHM);
            factory.init(parameters);
            managers = factory.getTrustManagers();
        } catch (InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        if (managers == null) {
            throw new IllegalStateException("The TrustManagerFactory is not initialized: call init");
        }
        return managers.clone();
    }
}
