package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.keystore.ServedEntries;

/**
 * A trust manager that trusts the certificates which the keyring holds at the time of each call. The JDK's trust
 * manager checks the peer's chain.
 */
final class KeyringTrustManager extends X509ExtendedTrustManager {
    private final Authorities authorities;

    KeyringTrustManager(ServedEntries entries) {
        this.authorities = Authorities.of(entries);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.acceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.judge(chain, manager -> manager.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.judge(chain, manager -> manager.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        authorities.judge(chain, manager -> manager.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.judge(chain, manager -> manager.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.judge(chain, manager -> manager.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        authorities.judge(chain, manager -> manager.checkServerTrusted(chain, authType, engine));
    }
}
