package org.linuxkeyring.entry;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** The replacement of the expiry that a stored entry notes, without any other change, so that no password is needed. */
public final class ExpiryUpdate {
    private static final String WHAT = "an entry with attributes";

    private ExpiryUpdate() {}

    /**
     * Returns the entry with another expiry, or without one.
     *
     * @param stored an entry that notes its expiry, so that its last value is a set of attributes
     * @throws MalformedEntryException if it is not such an entry
     */
    public static Payload apply(ByteBuffer stored, Optional<Instant> expiry) throws MalformedEntryException {
        byte[] entry = new byte[stored.remaining()];
        stored.get(stored.position(), entry);
        byte[] others = {};
        try {
            DerReader values = new DerReader(entry);
            DerValue last = values.next(WHAT);
            while (values.hasNext()) {
                last = values.next(WHAT);
            }
            others = Arrays.copyOf(entry, last.start());
            return Payload.of(others, withExpiry(last, expiry));
        } finally {
            Arrays.fill(entry, (byte) 0);
            Arrays.fill(others, (byte) 0);
        }
    }

    private static byte[] withExpiry(DerValue attributes, Optional<Instant> expiry) throws MalformedEntryException {
        // X.690 section 11.6: the values of a SET OF are ordered as octet strings.
        Set<byte[]> encoded = new TreeSet<>(Arrays::compareUnsigned);
        DerReader reader = attributes.reader();
        while (reader.hasNext()) {
            DerValue attribute = reader.next(WHAT);
            if (!EntryAttributes.isExpiry(attribute)) {
                encoded.add(attribute.encoded());
            }
        }
        expiry.ifPresent(instant -> encoded.add(EntryAttributes.expiry(instant)));
        return Der.value(Der.SET, encoded.toArray(new byte[0][]));
    }
}
