package org.linuxkeyring.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509ExtendedTrustManager;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.tls.CurrentManager.Generation;

/**
 * The trusted certificates of a keystore whose entries cannot be indexed, or whose missing entries helper programs
 * make: all of them are read for each question.
 */
final class ListedAuthorities implements Authorities {
    private final Optional<Callout> callout;
    private final CurrentManager<X509Certificate, X509ExtendedTrustManager> managers;

    ListedAuthorities(ServedEntries entries) {
        this.callout = Callout.of(entries);
        this.managers = new CurrentManager<>(
                entries::certificates, AuthorityIndex::managerOf, UnaryOperator.identity(), callout);
    }

    /** Asks the JDK's manager. A refusal is final once no certificate is missing that a helper program can make. */
    @Override
    public void judge(X509Certificate[] chain, Question question) throws CertificateException {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<X509Certificate, X509ExtendedTrustManager> now = now();
            try {
                question.ask(manager(now));
                return;
            } catch (CertificateException e) {
                boolean isEmpty = now.entries().isEmpty();
                if (callout.filter(each -> each.await(now.missing(each.named()), made, isEmpty))
                        .isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private Generation<X509Certificate, X509ExtendedTrustManager> now() throws CertificateException {
        try {
            return managers.current();
        } catch (KeyringException e) {
            throw Authorities.unreadable(e);
        }
    }

    private static X509ExtendedTrustManager manager(Generation<X509Certificate, X509ExtendedTrustManager> now)
            throws CertificateException {
        if (now.entries().isEmpty()) {
            throw Authorities.noOneIsTrusted();
        }
        return now.manager();
    }

    @Override
    public X509Certificate[] acceptedIssuers() {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<X509Certificate, X509ExtendedTrustManager> now = managers.current();
            if (callout.filter(each -> each.await(now.missing(each.named()), made, false))
                    .isEmpty()) {
                return now.manager().getAcceptedIssuers();
            }
        }
    }
}
