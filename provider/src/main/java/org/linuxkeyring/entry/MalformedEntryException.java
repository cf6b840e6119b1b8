package org.linuxkeyring.entry;

import org.linuxkeyring.error.KeyringException;

/** A payload that begins as an entry and is none: where it breaks, and what was expected there. Carries no payload. */
public final class MalformedEntryException extends KeyringException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    MalformedEntryException(int offset, String expected) {
        super("Malformed at offset " + offset + ": expected " + expected);
        this.offset = offset;
    }

    /** The same fault, found inside a value that is itself encoded in the payload, such as a PEM block. */
    MalformedEntryException(int offset, String where, MalformedEntryException inside) {
        super("Malformed at offset " + offset + ": " + where + ": " + inside.getMessage());
        this.offset = offset;
    }

    private MalformedEntryException(MalformedEntryException cause, String subject) {
        super(subject + ": " + cause.getMessage(), cause);
        this.offset = cause.offset;
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
