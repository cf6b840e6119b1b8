package org.linuxkeyring.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.tls.AuthorityIndex.Judge;

/**
 * The trusted certificates of one keyring. Before a chain is trusted, the certificates are read on which that depends;
 * before one is refused, all of them.
 */
final class IndexedAuthorities implements Authorities {
    private final AuthorityIndex index = new AuthorityIndex();
    private final WatchedEntries<X509Certificate> watched;

    IndexedAuthorities(LinkedEntries entries) {
        this.watched = new WatchedEntries<>(entries, entries.certificates(), index, System::nanoTime);
    }

    @Override
    public void judge(X509Certificate[] chain, Question question) throws CertificateException {
        Judge judge = current(() -> chain == null ? List.of() : index.ofChain(chain), false);
        try {
            ask(judge, question);
        } catch (CertificateException e) {
            Judge again = current(List::of, true);
            if (again == judge) {
                throw e;
            }
            ask(again, question);
        }
    }

    private static void ask(Judge judge, Question question) throws CertificateException {
        if (judge.isEmpty()) {
            throw Authorities.noOneIsTrusted();
        }
        question.ask(judge.manager());
    }

    private Judge current(Supplier<Collection<Watched<X509Certificate>>> candidates, boolean comparesAll)
            throws CertificateException {
        try {
            if (comparesAll) {
                watched.compareAll();
            }
            return judge(candidates);
        } catch (KeyringException e) {
            throw Authorities.unreadable(e);
        }
    }

    /** Returns the judge of the entries as they were when the candidates were compared for the last time. */
    private Judge judge(Supplier<Collection<Watched<X509Certificate>>> candidates) {
        AtomicReference<Judge> judge = new AtomicReference<>();
        watched.ask().among(() -> {
            judge.set(index.judge());
            return candidates.get();
        });
        return judge.get();
    }

    @Override
    public X509Certificate[] acceptedIssuers() {
        return judge(List::of).manager().getAcceptedIssuers();
    }
}
