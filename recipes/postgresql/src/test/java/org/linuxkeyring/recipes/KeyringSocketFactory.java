package org.linuxkeyring.recipes;

import java.io.File;
import java.io.IOException;
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
        keys.init(KeyStore.getInstance(new File(connection.getProperty("keys")), (char[]) null), null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING");
        trust.init(KeyStore.getInstance(new File(connection.getProperty("trust")), (char[]) null));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        factory = context.getSocketFactory();
    }
}
