package org.linuxkeyring.dropin;

import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Prints whether the JVM's default context works and trusts the authorities of the JDK's {@code cacerts}. */
final class TrustedByDefault {
    private TrustedByDefault() {}

    public static void main(String[] args) throws Exception {
        SSLContext.getDefault();
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init((KeyStore) null);
        System.out.println(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers().length > 10);
    }
}
