package org.linuxkeyring.command;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.spec.KeyInfo.Origin;
import org.linuxkeyring.spec.Permissions;

/**
 * An entry of a listing.
 *
 * @param kind {@code key}, {@code secret}, {@code certificate}, {@code kernel-held}, {@code unreadable} or
 *     {@code hidden}
 * @param algorithm the algorithm with the size in bits or the curve; empty if a password is needed to know it
 * @param certificate the entry's own certificate, which is the first of its chain
 * @param origin how the key came to be
 * @param expiry when the key expires; empty for never
 * @param remark the reason why not more is known
 */
record ListedEntry(
        String alias,
        String kind,
        Optional<String> algorithm,
        Optional<X509Certificate> certificate,
        Optional<Instant> expiry,
        Optional<Permissions> permissions,
        Optional<Integer> serial,
        Optional<Origin> origin,
        Optional<String> remark) {
    static final String SECRET = "secret";

    private static final String UNREADABLE = "unreadable";
    private static final String HIDDEN = "hidden";

    static ListedEntry unreadable(String alias, String why) {
        return new ListedEntry(
                alias,
                UNREADABLE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why));
    }

    /** Returns an entry that the keystore does not find, because it finds another of the same name. */
    static ListedEntry hidden(String alias, Permissions permissions, String behind) {
        return new ListedEntry(
                alias,
                HIDDEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(permissions),
                Optional.empty(),
                Optional.empty(),
                Optional.of(behind));
    }

    /** Returns that the key was generated for the entry, if it was. */
    Optional<String> generation() {
        return origin.map(how -> switch (how) {
            case GENERATED_IN_KERNEL -> "generated in the kernel";
            case GENERATED -> "generated";
            case IMPORTED, UNKNOWN -> null;
        });
    }

    boolean isHidden() {
        return kind.equals(HIDDEN);
    }

    boolean isUnreadable() {
        return kind.equals(UNREADABLE);
    }

    boolean maybeSecret() {
        return kind.equals(SECRET) || isUnreadable();
    }

    boolean isReadable() {
        return !isHidden() && !isUnreadable();
    }

    Optional<String> subject() {
        return certificate.map(X509Certificate::getSubjectX500Principal).map(Object::toString);
    }

    /** Returns the whole days until the certificate expires. They are negative after that, and 0 on the day itself. */
    Optional<Long> certificateDays(Instant now) {
        return certificate.map(x509 -> Math.floorDiv(
                Duration.between(now, x509.getNotAfter().toInstant()).getSeconds(), 86_400L));
    }

    /** Returns what is known by member names that do not change between versions. */
    Map<String, Object> members(Instant now) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("alias", alias);
        members.put("kind", kind);
        members.put("algorithm", algorithm.orElse(null));
        members.put("subject", subject().orElse(null));
        members.put(
                "certificateNotAfter",
                certificate.map(x509 -> x509.getNotAfter().toInstant()).orElse(null));
        members.put("certificateDays", certificateDays(now).orElse(null));
        members.put("keyExpiry", expiry.orElse(null));
        members.put("permissions", permissions.orElse(null));
        members.put("serial", serial.orElse(null));
        members.put(
                "origin",
                origin.filter(how -> how != Origin.UNKNOWN).map(Origin::name).orElse(null));
        members.put("remark", remark.orElse(null));
        return members;
    }
}
