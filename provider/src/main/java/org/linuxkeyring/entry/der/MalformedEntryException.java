package org.linuxkeyring.entry.der;

import org.linuxkeyring.error.KeyringException;

/**
 * The failure to parse a payload that begins as an entry: the offset, and what was expected there. The message never
 * contains payload bytes.
 */
public final class MalformedEntryException extends KeyringException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /** The message without the offset. */
    private final String fault;

    public MalformedEntryException(int offset, String expected) {
        this(offset, "expected " + expected, (Throwable) null);
    }

    /** Reports the fault of a value that is itself encoded in the payload, such as a PEM block. */
    public MalformedEntryException(int offset, String where, MalformedEntryException inside) {
        this(offset, where + ", byte " + inside.offset + " of its content: " + inside.fault, (Throwable) null);
    }

    /** Returns the exception for a payload that is well-formed, but not usable as an entry. */
    public static MalformedEntryException unusable(int offset, String fault) {
        return new MalformedEntryException(offset, fault, (Throwable) null);
    }

    private MalformedEntryException(int offset, String fault, Throwable cause) {
        super("Malformed at offset " + offset + ": " + fault, cause);
        this.offset = offset;
        this.fault = fault;
    }

    /** Returns the offset of the fault in the payload, in bytes. */
    public int offset() {
        return offset;
    }
}
