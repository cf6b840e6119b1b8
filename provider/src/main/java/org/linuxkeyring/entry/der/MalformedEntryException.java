package org.linuxkeyring.entry.der;

import org.linuxkeyring.error.KeyringException;

/** A payload that begins as an entry and is none: where it breaks, and what was expected there. Carries no payload. */
public final class MalformedEntryException extends KeyringException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /** The message without the offset. */
    private final String fault;

    public MalformedEntryException(int offset, String expected) {
        this(offset, "expected " + expected, (Throwable) null);
    }

    /** The same fault, found inside a value that is itself encoded in the payload, such as a PEM block. */
    public MalformedEntryException(int offset, String where, MalformedEntryException inside) {
        this(offset, where + ", byte " + inside.offset + " of its content: " + inside.fault, (Throwable) null);
    }

    /** What is well-formed, and nothing to make an entry of. */
    public static MalformedEntryException unusable(int offset, String fault) {
        return new MalformedEntryException(offset, fault, (Throwable) null);
    }

    private MalformedEntryException(int offset, String fault, Throwable cause) {
        super("Malformed at offset " + offset + ": " + fault, cause);
        this.offset = offset;
        this.fault = fault;
    }

    private MalformedEntryException(MalformedEntryException cause, String subject) {
        super(subject + ": " + cause.getMessage(), cause);
        this.offset = cause.offset;
        this.fault = cause.fault;
    }

    /** The same fault, of an entry that the caller knows by its alias. */
    public MalformedEntryException about(String subject) {
        return new MalformedEntryException(this, subject);
    }

    /** Where in the payload it breaks, in bytes from its beginning. */
    public int offset() {
        return offset;
    }
}
