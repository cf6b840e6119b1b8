package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.ManagerFactoryParameters;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.ServedEntries;

/**
 * The factory of key managers for LINUXKEYRING keystores. For other keystores, and for none, it returns the JDK's key
 * manager: with {@code ssl.KeyManagerFactory.algorithm} this factory is used for all keystores of an application.
 */
public final class KeyringKeyManagerFactory extends KeyManagerFactorySpi {
    /**
     * The JDK's algorithm, whose manager chooses suitable certificates. Under the name PKIX another provider may
     * answer.
     */
    static final String JDK_ALGORITHM = "NewSunX509";

    private KeyManager[] managers;

    /**
     * Makes the key manager.
     *
     * @throws UnrecoverableKeyException if there are keys and the password opens none of them
     */
    @Override
    protected void engineInit(KeyStore keyStore, char[] password)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableKeyException {
        Optional<ServedEntries> entries = ServedEntries.of(keyStore);
        if (entries.isPresent()) {
            char[] own = password == null ? null : password.clone();
            managers = new KeyManager[] {rotating(entries.get(), alias -> own)};
        } else {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(JDK_ALGORITHM);
            factory.init(keyStore, password);
            managers = factory.getKeyManagers();
        }
    }

    private static KeyManager rotating(ServedEntries entries, KeyPasswords passwords)
            throws KeyStoreException, UnrecoverableKeyException {
        KeyringKeyManager manager;
        try {
            manager = new KeyringKeyManager(ServedKeys.of(entries, passwords), entries.keyring());
        } catch (KeyringException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        Optional<GeneralSecurityException> refusal = manager.refusal();
        if (refusal.isPresent()) {
            throw (UnrecoverableKeyException) new UnrecoverableKeyException("None of the keystore's keys can be used: "
                            + refusal.get().getMessage() + ". Give the password that they were stored with")
                    .initCause(refusal.get());
        }
        return manager;
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        try {
            if (!(parameters instanceof KeyStoreBuilderParameters builders && serves(builders.getParameters()))) {
                KeyManagerFactory factory = KeyManagerFactory.getInstance(JDK_ALGORITHM);
                factory.init(parameters);
                managers = factory.getKeyManagers();
            }
        } catch (InvalidAlgorithmParameterException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }

    /** Serves a LINUXKEYRING keystore if it is the only one; among others it is left to the JDK's manager. */
    private boolean serves(List<KeyStore.Builder> builders) throws KeyStoreException, UnrecoverableKeyException {
        for (KeyStore.Builder builder : builders) {
            Optional<ServedEntries> entries = ServedEntries.of(builder.getKeyStore());
            if (entries.isPresent() && builders.size() > 1) {
                String keyring = entries.get().keyring();
                Log.warn("The entries of " + (keyring.isEmpty() ? "a LINUXKEYRING keystore" : keyring)
                        + " do not rotate: the application serves them together with other keystores, which is left to"
                        + " the JDK's key manager");
                return false;
            }
            if (entries.isPresent()) {
                managers = new KeyManager[] {rotating(entries.get(), alias -> password(builder, alias))};
                return true;
            }
        }
        return false;
    }

    private static char[] password(KeyStore.Builder builder, String alias) throws KeyStoreException {
        return builder.getProtectionParameter(alias) instanceof KeyStore.PasswordProtection ofKey
                ? ofKey.getPassword()
                : null;
    }

    @Override
    protected KeyManager[] engineGetKeyManagers() {
        if (managers == null) {
            throw new IllegalStateException("The KeyManagerFactory is not initialized: call init");
        }
        return managers.clone();
    }
}
