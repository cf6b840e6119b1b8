package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/** The facts of a private key entry that may never serve: what its certificates say, but neither them nor the key. */
final class KeyFacts {
    /** Bits of KeyUsage (RFC 5280, section 4.2.1.3). */
    private static final int DIGITAL_SIGNATURE = 0;

    private static final int KEY_AGREEMENT = 4;

    /** id-kp-serverAuth (RFC 5280, section 4.2.1.12). */
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private final List<String> names;
    private final String algorithm;
    private final String profile;
    private final List<String> issuers;
    private final long notBefore;
    private final long notAfter;
    private final boolean isForServers;
    private volatile PrivateKeyEntry decoded;
    private volatile GeneralSecurityException refusal;

    /** Equal values of which one stands for all, so that thousands of entries of one authority keep its name once. */
    static final class Interned {
        /** The most values that are kept; at this limit all are forgotten, and further ones are kept anew. */
        private static final int MOST = 4096;

        private final Map<Object, Object> values = new ConcurrentHashMap<>();

        /** Returns the equal value that was met first. */
        @SuppressWarnings("unchecked")
        <T> T of(T value) {
            if (values.size() >= MOST) {
                values.clear();
            }
            Object first = values.putIfAbsent(value, value);
            return first == null ? value : (T) first;
        }
    }

    private KeyFacts(X509Certificate[] chain, Interned interned) {
        Set<String> keys = HostNames.of(chain[0]);
        this.names = List.copyOf(keys);
        this.algorithm = interned.of(chain[0].getPublicKey().getAlgorithm());
        this.profile = interned.of(ChainProfile.of(chain));
        this.issuers = interned.of(Arrays.stream(chain)
                .map(certificate -> interned.of(canonical(certificate.getIssuerX500Principal())))
                .distinct()
                .toList());
        this.notBefore = chain[0].getNotBefore().getTime();
        this.notAfter = chain[0].getNotAfter().getTime();
        this.isForServers = isForServers(chain[0]);
    }

    static KeyFacts of(X509Certificate[] chain, Interned interned) {
        return new KeyFacts(chain, interned);
    }

    /** Returns whether all JDKs take the certificate for that of a server with DNS names; some take others, too. */
    private static boolean isForServers(X509Certificate certificate) {
        try {
            boolean[] use = certificate.getKeyUsage();
            List<String> extended = certificate.getExtendedKeyUsage();
            return (use == null || use[DIGITAL_SIGNATURE] && use[KEY_AGREEMENT])
                    && (extended == null || extended.contains(SERVER_AUTHENTICATION))
                    && HostNames.hasDnsNames(certificate);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Returns whether the certificate surely suits a server of this name, at a time in milliseconds since 1970. */
    boolean suits(String host, long millis) {
        return isForServers && isValid(millis) && HostNames.isDnsName(host) && names.contains(HostNames.normal(host));
    }

    /** Returns the form of a name in which equal names are equal strings. */
    static String canonical(X500Principal name) {
        return name.getName(X500Principal.CANONICAL);
    }

    /** Returns the keys by which an index finds the first certificate ({@link HostNames}). */
    List<String> names() {
        return names;
    }

    /** Returns the algorithm of the first certificate's key. */
    String algorithm() {
        return algorithm;
    }

    /** Returns the {@link ChainProfile}. */
    String profile() {
        return profile;
    }

    /** Returns the issuers of all certificates of the chain, in their canonical form. */
    List<String> issuers() {
        return issuers;
    }

    boolean isValid(long millis) {
        return notBefore <= millis && millis <= notAfter;
    }

    /**
     * Returns the first instant after the given one at which {@link #isValid} changes; Long.MAX_VALUE if it does not.
     */
    long changesAfter(long millis) {
        if (millis < notBefore) {
            return notBefore;
        }
        return millis <= notAfter ? notAfter + 1 : Long.MAX_VALUE;
    }

    /** Returns the decoded entry; empty until it was needed. */
    Optional<PrivateKeyEntry> decoded() {
        return Optional.ofNullable(decoded);
    }

    /** Returns why the key could not be decoded; the entry is not served then, until its payload changes. */
    Optional<GeneralSecurityException> refusal() {
        return Optional.ofNullable(refusal);
    }

    boolean isRefused() {
        return refusal != null;
    }

    void decode(PrivateKeyEntry entry) {
        decoded = entry;
    }

    void refuse(GeneralSecurityException reason) {
        refusal = reason;
    }
}
