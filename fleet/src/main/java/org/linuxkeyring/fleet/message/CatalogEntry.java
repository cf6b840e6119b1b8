package org.linuxkeyring.fleet.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;

/**
 * What a publisher says about an entry to those who list what there is. It holds nothing secret.
 *
 * @param name the entry's name
 * @param version the version that was published last
 * @param isRevoked whether that was a revocation
 * @param publishedAt when it was published
 * @param expiry when the entry ends
 * @param recipients the machines that it was published to
 */
public record CatalogEntry(
        EntryName name,
        long version,
        boolean isRevoked,
        Instant publishedAt,
        Instant expiry,
        SortedSet<MachineId> recipients) {
    private static final long FORMAT = 1;
    private static final int MOST_RECIPIENTS = 100_000;

    /** @throws IllegalArgumentException if the version is below 1, or a time has a fraction of a second */
    public CatalogEntry {
        Fields.requireVersion(version);
        Fields.requireTime(publishedAt);
        Fields.requireTime(expiry);
        recipients = Collections.unmodifiableSortedSet(new TreeSet<>(recipients));
    }

    /** Signs this entry as a publisher. */
    public byte[] sign(Signer publisher) throws MessageException {
        if (recipients.size() > MOST_RECIPIENTS) {
            throw new MessageException(name + " has " + recipients.size() + " recipients, and " + MOST_RECIPIENTS
                    + " are allowed. Publish it under several names");
        }
        List<ASN1Encodable> machines = new ArrayList<>();
        recipients.forEach(machine -> machines.add(Fields.text(machine.text())));
        byte[] message = publisher.sign(
                MessageType.CATALOG_ENTRY,
                Der.encode(Fields.sequence(
                        new ASN1Integer(FORMAT),
                        Fields.text(name.text()),
                        new ASN1Integer(version),
                        ASN1Boolean.getInstance(isRevoked),
                        Fields.time(publishedAt),
                        Fields.time(expiry),
                        Fields.sequence(machines))));
        if (message.length > Der.MOST_BYTES) {
            throw new MessageException(
                    name + " has " + recipients.size() + " recipients, whose list takes " + message.length
                            + " bytes, and " + Der.MOST_BYTES + " are allowed. Publish it under several names");
        }
        return message;
    }

    /**
     * Reads an entry that a publisher signed.
     *
     * @param name the name under which it was stored
     * @throws MessageException if no pinned publisher signed it, or it is of another name
     */
    public static CatalogEntry verify(EntryName name, byte[] message, PinnedPublishers publishers)
            throws MessageException {
        byte[] content = SignedMessage.content(message, MessageType.CATALOG_ENTRY, publishers.certificates());
        CatalogEntry entry = decode(content);
        if (!entry.name.equals(name)) {
            throw new MessageException("The catalog entry stored as " + name + " is of " + entry.name
                    + ". Someone put it in another's place");
        }
        return entry;
    }

    /** Decodes what was signed. */
    static CatalogEntry decode(byte[] content) throws MessageException {
        return Der.decode(content, MessageType.CATALOG_ENTRY.toString(), value -> {
            Fields fields = Fields.of(value);
            fields.requireFormat(FORMAT);
            EntryName of = new EntryName(fields.text());
            long version = fields.number();
            boolean isRevoked = fields.flag();
            Instant publishedAt = fields.time();
            Instant expiry = fields.time();
            SortedSet<MachineId> recipients = Fields.ascending(fields.next(), MOST_RECIPIENTS, MachineId::new);
            fields.end();
            return new CatalogEntry(of, version, isRevoked, publishedAt, expiry, recipients);
        });
    }
}
