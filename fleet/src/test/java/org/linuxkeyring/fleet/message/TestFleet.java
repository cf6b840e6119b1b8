package org.linuxkeyring.fleet.message;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A publisher and machines for tests of messages. */
public final class TestFleet {
    public static final Instant PUBLISHED = Instant.parse("2026-11-28T08:00:00Z");
    public static final Instant EXPIRY = Instant.parse("2026-12-28T08:00:00Z");
    public static final EntryName WEB = EntryName.of("shop/web");
    public static final MachineId MACHINE = MachineId.of("web1.example");

    private static final KeyPair MACHINE_KEY = TestKeys.fresh("RSA");
    private static final X509Certificate MACHINE_CERTIFICATE = TestCertificates.chain(MACHINE_KEY.getPublic(), 1)[0];
    private static final Signer PUBLISHER = signer("EC");

    private TestFleet() {}

    public static Signer publisher() {
        return PUBLISHER;
    }

    /** Makes another signer with a fresh key. */
    public static Signer signer(String algorithm) {
        KeyPair pair = TestKeys.fresh(algorithm);
        return new Signer(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 1)[0]);
    }

    public static PinnedPublishers pinned() {
        return PinnedPublishers.of(List.of(PUBLISHER.certificate()));
    }

    public static X509Certificate certificate() {
        return MACHINE_CERTIFICATE;
    }

    public static Recipient recipient() {
        return new Recipient(MACHINE, MACHINE_CERTIFICATE, MACHINE_KEY.getPrivate(), pinned());
    }

    /** Makes the first version of an entry, or its revocation. */
    public static Publication publication(KeyStore.Entry entry) {
        return new Publication(WEB, 1, MACHINE, PUBLISHED, EXPIRY, Policy.DEFAULT, Optional.ofNullable(entry));
    }
}
