package org.linuxkeyring.seal;

import java.math.BigInteger;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** INTEGER values from 0 on (X.690 section 8.3). */
final class Numbers {
    private Numbers() {}

    static byte[] write(long number) {
        return Der.value(Der.INTEGER, BigInteger.valueOf(number).toByteArray());
    }

    /**
     * Reads a number.
     *
     * @throws MalformedEntryException if it is not there, not in its shortest form, negative, or more than {@code most}
     */
    static long read(DerReader values, String what, long most) throws MalformedEntryException {
        DerValue value = values.next(Der.INTEGER, what);
        if (value.length() == 0 || value.length() > Long.BYTES) {
            throw new MalformedEntryException(value.start(), what + " of at most " + Long.BYTES + " bytes");
        }
        long number = new BigInteger(value.contentCopy()).longValueExact();
        if (number < 0 || number > most || !value.isEncoded(write(number))) {
            throw new MalformedEntryException(value.start(), what + " from 0 to " + most + " in its shortest form");
        }
        return number;
    }
}
