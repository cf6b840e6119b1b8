package org.linuxkeyring.fleet.message;

import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.linuxkeyring.spec.Permissions;

/** Publications in DER (docs/FORMAT.md section 5.2). */
final class PublicationCodec {
    private static final long FORMAT = 1;
    private static final int USER = 0;
    private static final int PERMISSIONS = 1;
    private static final int LEASE = 2;
    private static final int ENTRY = 0;

    private PublicationCodec() {}

    /** Encodes what is signed; the caller wipes it. */
    static byte[] encode(Publication publication, X509Certificate recipient) throws MessageException {
        List<ASN1Encodable> fields = new ArrayList<>(List.of(
                new ASN1Integer(FORMAT),
                Fields.text(publication.name().text()),
                new ASN1Integer(publication.version()),
                Fields.text(publication.machine().text()),
                new DEROctetString(Fingerprint.of(recipient).bytes()),
                Fields.time(publication.publishedAt()),
                Fields.time(publication.expiry()),
                policy(publication.policy())));
        if (publication.entry().isEmpty()) {
            return Der.encode(Fields.sequence(fields));
        }
        ASN1Encodable entry = EntryCodec.encode(publication.entry().get());
        try {
            fields.add(Fields.tagged(ENTRY, entry));
            return Der.encode(Fields.sequence(fields));
        } finally {
            Der.wipe(entry);
        }
    }

    private static ASN1Encodable policy(Policy policy) {
        List<ASN1Encodable> fields = new ArrayList<>();
        fields.add(ASN1Boolean.getInstance(policy.held()));
        policy.user().ifPresent(user -> fields.add(Fields.tagged(USER, Fields.text(user))));
        policy.permissions()
                .ifPresent(mask ->
                        fields.add(Fields.tagged(PERMISSIONS, new ASN1Integer(Integer.toUnsignedLong(mask.bits())))));
        policy.lease().ifPresent(time -> fields.add(Fields.tagged(LEASE, new ASN1Integer(time.getSeconds()))));
        return Fields.sequence(fields);
    }

    /** Decodes what was signed, which is refused if it is for another certificate. */
    static Publication decode(byte[] content, X509Certificate recipient) throws MessageException {
        return Der.decode(
                content, MessageType.PUBLICATION.toString(), value -> publication(Fields.of(value), recipient));
    }

    private static Publication publication(Fields fields, X509Certificate recipient)
            throws IOException, MessageException {
        fields.requireFormat(FORMAT);
        EntryName name = new EntryName(fields.text());
        long version = fields.number();
        MachineId machine = new MachineId(fields.text());
        Fingerprint fingerprint = Fingerprint.of(fields.octets());
        Instant publishedAt = fields.time();
        Instant expiry = fields.time();
        Policy policy = policy(Fields.of(fields.next()));
        Optional<ASN1Encodable> entry = fields.optional(ENTRY);
        fields.end();
        if (!fingerprint.equals(Fingerprint.of(recipient))) {
            throw new MessageException("The publication is for a machine with the certificate " + fingerprint
                    + ", and was encrypted to this one by someone else");
        }
        Optional<KeyStore.Entry> decoded =
                entry.isPresent() ? Optional.of(EntryCodec.decode(entry.get())) : Optional.empty();
        return new Publication(name, version, machine, publishedAt, expiry, policy, decoded);
    }

    private static Policy policy(Fields fields) {
        boolean held = fields.flag();
        Optional<String> user = fields.optional(USER).map(Fields::text);
        Optional<Permissions> permissions =
                fields.optional(PERMISSIONS).map(mask -> Permissions.of(Math.toIntExact(Fields.number(mask))));
        Optional<Duration> lease = fields.optional(LEASE).map(time -> lease(Fields.number(time)));
        fields.end();
        return new Policy(user, held, permissions, lease);
    }

    private static Duration lease(long seconds) {
        return Duration.ofSeconds(Math.min(seconds, Policy.LONGEST_LEASE.getSeconds() + 1));
    }
}
