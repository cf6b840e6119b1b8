package org.linuxkeyring.fleet.message;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;

/**
 * What a publisher says about a machine.
 *
 * @param machine the machine's name
 * @param version grows with each record of this machine
 * @param isAdmitted whether the machine belongs to the fleet; if not, nothing is published to it any more
 * @param certificate the certificate that is encrypted to
 * @param groups the groups that the machine is in
 */
public record MachineRecord(
        MachineId machine, long version, boolean isAdmitted, X509Certificate certificate, SortedSet<GroupName> groups) {
    private static final long FORMAT = 1;
    private static final int MOST_GROUPS = 100;

    /** @throws IllegalArgumentException if the version is below 1, or there are over 100 groups */
    public MachineRecord {
        Fields.requireVersion(version);
        if (groups.size() > MOST_GROUPS) {
            throw new IllegalArgumentException("a machine is in " + groups.size() + " groups, and 100 are allowed");
        }
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    /** Signs this record as a publisher. */
    public byte[] sign(Signer publisher) throws MessageException {
        List<ASN1Encodable> names = new ArrayList<>();
        groups.forEach(group -> names.add(Fields.text(group.text())));
        return publisher.sign(
                MessageType.MACHINE_RECORD,
                Der.encode(Fields.sequence(
                        new ASN1Integer(FORMAT),
                        Fields.text(machine.text()),
                        new ASN1Integer(version),
                        ASN1Boolean.getInstance(isAdmitted),
                        Certificates.encode(certificate),
                        Fields.sequence(names))));
    }

    /**
     * Reads a record that a publisher signed.
     *
     * @param machine the machine under whose name it was stored
     * @throws MessageException if no pinned publisher signed it, or it is of another machine
     */
    public static MachineRecord verify(MachineId machine, byte[] message, PinnedPublishers publishers)
            throws MessageException {
        byte[] content = SignedMessage.content(message, MessageType.MACHINE_RECORD, publishers.certificates());
        MachineRecord record = decode(content);
        if (!record.machine.equals(machine)) {
            throw new MessageException("The machine record stored for " + machine + " is of " + record.machine
                    + ". Someone put it in another's place");
        }
        return record;
    }

    /**
     * What a record says, whoever wrote it. It is good for finding the records that are worth verifying, and for
     * nothing else.
     *
     * @param version the version that it has
     * @param groups the groups that it puts the machine in
     */
    public record Claim(long version, SortedSet<GroupName> groups) {}

    /**
     * Reads what a record says, in a small part of the time that it takes to verify it.
     *
     * @throws MessageException if it is no record, so that it cannot be verified either
     */
    public static Claim claim(byte[] message) throws MessageException {
        byte[] content = SignedMessage.unverified(message, MessageType.MACHINE_RECORD);
        return Der.decode(content, MessageType.MACHINE_RECORD.toString(), value -> {
            Fields fields = Fields.of(value);
            fields.requireFormat(FORMAT);
            fields.text();
            long version = fields.number();
            fields.flag();
            fields.next();
            return new Claim(version, Fields.ascending(fields.next(), MOST_GROUPS, GroupName::new));
        });
    }

    /** Decodes what was signed. */
    static MachineRecord decode(byte[] content) throws MessageException {
        return Der.decode(content, MessageType.MACHINE_RECORD.toString(), value -> {
            Fields fields = Fields.of(value);
            fields.requireFormat(FORMAT);
            MachineId id = new MachineId(fields.text());
            long version = fields.number();
            boolean isAdmitted = fields.flag();
            X509Certificate certificate = Certificates.decode(fields.next());
            SortedSet<GroupName> groups = Fields.ascending(fields.next(), MOST_GROUPS, GroupName::new);
            fields.end();
            return new MachineRecord(id, version, isAdmitted, certificate, groups);
        });
    }
}
