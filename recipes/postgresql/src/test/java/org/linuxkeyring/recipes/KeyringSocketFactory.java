package org.linuxkeyring.recipes;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.ssl.WrappedFactory;

/** As docs/recipes/postgresql.md shows it: for a connection that is not to share its key with the rest of the JVM. */
public final class KeyringSocketFactory extends WrappedFactory {
    /** Called by the driver with the properties of the connection. */
    public KeyringSocketFactory(Properties connection) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING");
        keys.init(keyStore(connection.getProperty("keys")), null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING");
        trust.init(keyStore(connection.getProperty("trust")));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        factory = context.getSocketFactory();
    }

    private static KeyStore keyStore(String reference) throws GeneralSecurityException, IOException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = new FileInputStream(reference)) {
            keyStore.load(settings, null);
        }
        return keyStore;
    }
}
