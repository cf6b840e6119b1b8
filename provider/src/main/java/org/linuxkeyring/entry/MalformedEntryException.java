package org.linuxkeyring.entry;

public final class MalformedEntryException extends org.linuxkeyring.error.KeyringException {
    private static final long serialVersionUID = 1L;

    public MalformedEntryException() {
        super("");
    }
}
