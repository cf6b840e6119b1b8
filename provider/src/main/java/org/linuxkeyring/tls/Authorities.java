package org.linuxkeyring.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.keystore.ServedEntries;

/** The trusted certificates of a keystore as they are at each question. The JDK's trust manager judges by them. */
interface Authorities {
    static Authorities of(ServedEntries entries) {
        return entries.linked()
                .<Authorities>map(IndexedAuthorities::new)
                .orElseGet(() -> new ListedAuthorities(entries));
    }

    /** A question to the JDK's manager. */
    @FunctionalInterface
    interface Question {
        void ask(X509ExtendedTrustManager manager) throws CertificateException;
    }

    /**
     * Has the JDK's manager judge a chain.
     *
     * @throws CertificateException if the chain is not trusted, also after what may have changed was read
     */
    void judge(X509Certificate[] chain, Question question) throws CertificateException;

    /** Returns the certificates that are trusted. */
    X509Certificate[] acceptedIssuers();

    /** Returns the refusal of a chain where no one is trusted; the JDK's manager would throw a RuntimeException. */
    static CertificateException noOneIsTrusted() {
        return new CertificateException("The keyring holds no certificate to trust. Import one");
    }

    static CertificateException unreadable(RuntimeException reason) {
        return new CertificateException(
                "Whom to trust cannot be read from the keyring: " + reason.getMessage(), reason);
    }
}
