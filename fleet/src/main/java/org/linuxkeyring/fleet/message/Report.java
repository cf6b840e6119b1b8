package org.linuxkeyring.fleet.message;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.linuxkeyring.kernel.Printable;

/**
 * What a machine says of its entries.
 *
 * @param machine the machine's name
 * @param time when it said so
 * @param states the entries that were published to it
 */
public record Report(MachineId machine, Instant time, List<State> states) {
    private static final long FORMAT = 1;
    private static final int MOST_STATES = 10_000;
    private static final int LEASE_END = 0;
    private static final int ERROR = 1;

    /** @throws IllegalArgumentException if the time has a fraction of a second, or there are over 10,000 states */
    public Report {
        Fields.requireTime(time);
        if (states.size() > MOST_STATES) {
            throw new IllegalArgumentException("a report has " + states.size() + " states, and 10000 are allowed");
        }
        states = List.copyOf(states);
    }

    /**
     * The state of one entry.
     *
     * @param name the entry's name
     * @param version the highest version that the machine has seen; 0 if it has opened none
     * @param leaseEnd when the entry ends if the machine hears nothing more; empty if it is not set
     * @param error why it is not set, or not as it should be
     */
    public record State(EntryName name, long version, Optional<Instant> leaseEnd, Optional<String> error) {
        private static final int MOST_CHARACTERS = 500;

        /** @throws IllegalArgumentException if the time has a fraction of a second */
        public State {
            leaseEnd.ifPresent(Fields::requireTime);
            error = error.map(State::printable);
        }

        /** Returns a text that UTF-8 has, of limited length: who has chosen it may be another user of the machine. */
        private static String printable(String text) {
            String shown = Printable.text(text);
            if (shown.length() <= MOST_CHARACTERS) {
                return shown;
            }
            boolean isPair = Character.isHighSurrogate(shown.charAt(MOST_CHARACTERS - 1));
            return shown.substring(0, isPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
        }
    }

    /** Signs this report as the machine. */
    public byte[] sign(Signer signer) throws MessageException {
        List<ASN1Encodable> list = new ArrayList<>();
        for (State state : states) {
            List<ASN1Encodable> fields =
                    new ArrayList<>(List.of(Fields.text(state.name.text()), new ASN1Integer(state.version)));
            state.leaseEnd.ifPresent(end -> fields.add(Fields.tagged(LEASE_END, Fields.time(end))));
            state.error.ifPresent(error -> fields.add(Fields.tagged(ERROR, Fields.text(error))));
            list.add(Fields.sequence(fields));
        }
        byte[] message = signer.sign(
                MessageType.REPORT,
                Der.encode(Fields.sequence(
                        new ASN1Integer(FORMAT),
                        Fields.text(machine.text()),
                        Fields.time(time),
                        Fields.sequence(list))));
        if (message.length > Der.MOST_BYTES) {
            throw new MessageException("The report of " + states.size() + " entries has " + message.length
                    + " bytes, and " + Der.MOST_BYTES + " are allowed. Delete what is not this machine's in the store");
        }
        return message;
    }

    /**
     * Reads a report that a machine signed.
     *
     * @param machine the machine under whose name it was stored
     * @param certificate that machine's certificate
     * @throws MessageException if the machine did not sign it, or it is of another machine
     */
    public static Report verify(MachineId machine, byte[] message, X509Certificate certificate)
            throws MessageException {
        byte[] content = SignedMessage.content(message, MessageType.REPORT, List.of(certificate));
        Report report = decode(content);
        if (!report.machine.equals(machine)) {
            throw new MessageException("The report stored for " + machine + " is of " + report.machine
                    + ". Someone put it in another's place");
        }
        return report;
    }

    /** Decodes what was signed. */
    static Report decode(byte[] content) throws MessageException {
        return Der.decode(content, MessageType.REPORT.toString(), value -> {
            Fields fields = Fields.of(value);
            fields.requireFormat(FORMAT);
            MachineId id = new MachineId(fields.text());
            Instant time = fields.time();
            List<State> states = new ArrayList<>();
            for (ASN1Encodable each : Fields.list(fields.next(), MOST_STATES)) {
                states.add(state(Fields.of(each)));
            }
            fields.end();
            return new Report(id, time, states);
        });
    }

    private static State state(Fields fields) {
        EntryName name = new EntryName(fields.text());
        long version = fields.number();
        Optional<Instant> leaseEnd = fields.optional(LEASE_END).map(Fields::time);
        Optional<String> error = fields.optional(ERROR).map(Fields::text);
        fields.end();
        if (error.filter(text -> text.length() > State.MOST_CHARACTERS).isPresent()) {
            throw new IllegalArgumentException("an error has over " + State.MOST_CHARACTERS + " characters");
        }
        return new State(name, version, leaseEnd, error);
    }
}
