package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/** The trusted certificates of a keyring by subject, and the JDK's trust manager for all of them. */
final class AuthorityIndex implements WatchedEntries.Index<X509Certificate> {
    private final Set<Watched<X509Certificate>> all = new LinkedHashSet<>();
    private final Map<X500Principal, Set<Watched<X509Certificate>>> bySubject = new HashMap<>();
    private volatile Judge judge;

    /**
     * The JDK's trust manager, which is made anew when an entry changes.
     *
     * @param isEmpty whether it trusts no one
     */
    record Judge(X509ExtendedTrustManager manager, boolean isEmpty) {
        static Judge of(Map<String, X509Certificate> certificates) {
            return new Judge(managerOf(certificates), certificates.isEmpty());
        }
    }

    static X509ExtendedTrustManager managerOf(Map<String, X509Certificate> certificates) {
        Map<String, KeyStore.Entry> trusted = new LinkedHashMap<>();
        certificates.forEach((alias, certificate) -> trusted.put(alias, new TrustedCertificateEntry(certificate)));
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(KeyringTrustManagerFactory.JDK_ALGORITHM);
            factory.init(FixedKeyStore.of(trusted));
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's trust manager takes any keystore", e);
        }
    }

    @Override
    public void add(Watched<X509Certificate> entry) {
        entry.content().ifPresent(certificate -> {
            all.add(entry);
            bySubject
                    .computeIfAbsent(certificate.getSubjectX500Principal(), subject -> new LinkedHashSet<>())
                    .add(entry);
            judge = null;
        });
    }

    @Override
    public void remove(Watched<X509Certificate> entry) {
        entry.content().ifPresent(certificate -> {
            all.remove(entry);
            bySubject.computeIfPresent(certificate.getSubjectX500Principal(), (subject, entries) -> {
                entries.remove(entry);
                return entries.isEmpty() ? null : entries;
            });
            judge = null;
        });
    }

    @Override
    public void reorder() {
        judge = null;
    }

    /** Returns the entries on which it depends whether a chain is trusted: those that it, or an issuer of it, names. */
    Collection<Watched<X509Certificate>> ofChain(X509Certificate... chain) {
        Set<Watched<X509Certificate>> found = new LinkedHashSet<>();
        for (X509Certificate certificate : chain) {
            found.addAll(bySubject.getOrDefault(certificate.getSubjectX500Principal(), Set.of()));
            found.addAll(bySubject.getOrDefault(certificate.getIssuerX500Principal(), Set.of()));
        }
        return found;
    }

    /** Returns the judge of the entries as they are in this index. */
    Judge judge() {
        if (judge == null) {
            List<Watched<X509Certificate>> inOrder = new ArrayList<>(all);
            inOrder.sort(Comparator.comparingInt(Watched::order));
            Map<String, X509Certificate> certificates = new LinkedHashMap<>();
            inOrder.forEach(
                    entry -> certificates.put(entry.alias(), entry.content().orElseThrow()));
            judge = Judge.of(certificates);
        }
        return judge;
    }
}
