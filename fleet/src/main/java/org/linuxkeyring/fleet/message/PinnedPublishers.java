package org.linuxkeyring.fleet.message;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * The publishers whose word counts, by their certificates. A certificate is pinned as it is: neither who issued it nor
 * its validity period matters, and no certificate in a message is looked at.
 */
public final class PinnedPublishers {
    private final List<X509Certificate> certificates;

    private PinnedPublishers(List<X509Certificate> certificates) {
        this.certificates = certificates;
    }

    public static PinnedPublishers of(Collection<X509Certificate> certificates) {
        return new PinnedPublishers(List.copyOf(certificates));
    }

    public List<X509Certificate> certificates() {
        return certificates;
    }
}
